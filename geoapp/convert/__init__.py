"""Database rows to the plain values of the pure packages and back, a file a step of the pipeline."""
