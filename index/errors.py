"""Everything `index` raises on purpose, split by who must act.

* IndexingError
  + DocumentError: one source file is at fault; the rest of the run goes on
    - UnsupportedFormatError: no reader for this kind of file
    - UnreadableDocumentError: broken, encrypted, too large, or without any text
  + SourceError: a configured source (file or folder) is missing or may not be read
  + RemovalError: a sync would remove most of what is indexed, and nobody said that this is meant
  + ModelError: the encoder's files are missing, altered or not what they should be
  + StoreError: the saved index is at fault
    - StoreMissingError: nothing has been indexed yet
    - StoreMismatchError: built with another model, other settings or an older schema
    - StoreLockedError: another process is writing
    - StoreDamagedError: a file does not have the hash it was written with
    - StoreReadOnlyError: the data folder may not be written
    - StoreUnavailableError: the database that holds the index does not answer, or not in time
"""


class IndexingError(Exception):
    """Base of all; its message says what happened and what to do."""


class DocumentError(IndexingError):
    """One source file is at fault; the rest of the run goes on."""


class UnsupportedFormatError(DocumentError):
    """No reader for this kind of file."""


class UnreadableDocumentError(DocumentError):
    """The file is broken, encrypted, too large, or holds no text."""


class SourceError(IndexingError):
    """A configured source is missing or may not be read."""


class RemovalError(IndexingError):
    """Most of the documents would be removed, and it was not said that this is meant."""


class ModelError(IndexingError):
    """The encoder's files are missing, altered or not what they should be."""


class StoreError(IndexingError):
    """The saved index is at fault; nothing can be answered from it."""


class StoreMissingError(StoreError):
    """Nothing has been indexed yet."""


class StoreMismatchError(StoreError):
    """The index was built with another model, other settings or an older schema."""


class StoreLockedError(StoreError):
    """Another process is writing to the index."""


class StoreDamagedError(StoreError):
    """A file of the index does not have the hash it was written with."""


class StoreReadOnlyError(StoreError):
    """The data folder may not be written."""


class StoreUnavailableError(StoreError):
    """The database that holds the index does not answer, or not in time; the same may work a moment later."""
