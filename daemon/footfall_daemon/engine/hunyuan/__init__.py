"""HunyuanVideo-Foley: picture and text in, 48 kHz Foley out."""
