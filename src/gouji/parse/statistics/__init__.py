"""The statistics form of 2014 (国办发〔2014〕32号) in a document: its rows, and which of them is which."""
