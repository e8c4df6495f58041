"""Gouji 勾稽: China's yearly open-government reports as data that can be trusted.

The package is pure: bytes in, judged tables out. It opens no connection and reads no clock.
"""

__version__ = "0.1.0"
