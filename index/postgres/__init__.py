"""The Store beyond one machine: PostgreSQL with pgvector. Read `schema.py` first."""
