"""One module a file format: bytes in, a `Source` out."""
