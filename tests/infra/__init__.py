"""What is written for other places to run it: held together here, and tried as far as one machine can."""
