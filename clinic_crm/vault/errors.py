"""What can go wrong in the vault. No message ever holds a key, a value or part of one."""


class VaultError(Exception):
    """Any failure of the vault."""


class KeyMissing(VaultError):
    """No key file is configured, or it is not there."""


class KeyUnreadable(VaultError):
    """The key file is there, but this process may not read it."""


class KeyTooOpen(VaultError):
    """The key file can be read or changed by others than its owner."""


class KeyFileInvalid(VaultError):
    """The key file is not in the form this release writes."""


class KeyFileExists(VaultError):
    """A key file is there already: it is never overwritten."""


class KeyUnknown(VaultError):
    """A data key was wrapped with a master key that the ring does not hold."""

    def __init__(self, key_id: str) -> None:
        super().__init__(f"The key file holds no master key '{key_id}'.")
        self.key_id = key_id


class Tampered(VaultError):
    """A sealed value does not belong here: another row or field, changed bytes, or a wrong key."""
