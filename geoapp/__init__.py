"""The Django side of Patrolgrid: records, imports, the pipeline and its commands."""
