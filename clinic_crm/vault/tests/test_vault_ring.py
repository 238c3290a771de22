"""The key file: made once, read strictly, replaced in one step."""

import os
import stat
import threading

import pytest

from odoo.addons.clinic_crm.vault import (
    KeyFileExists,
    KeyFileInvalid,
    KeyMissing,
    KeyTooOpen,
    KeyUnreadable,
    add_master_key,
    create_key_file,
    load_key_file,
)


@pytest.fixture
def path(tmp_path):
    return tmp_path / 'clinic.key'


def test_a_new_file_is_private_and_reads_back(path):
    ring = create_key_file(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_key_file(path) == ring
    assert load_key_file(str(path)).current.id == ring.current_id
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_the_mask_of_the_process_does_not_open_the_file(path):
    mask = os.umask(0)
    try:
        create_key_file(path)
    finally:
        os.umask(mask)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize('there', ['file', 'folder', 'link'])
def test_a_key_file_is_never_overwritten(path, there):
    if there == 'file':
        path.write_text("precious")
    elif there == 'folder':
        path.mkdir()
    else:
        path.symlink_to(path.parent / 'nowhere')
    with pytest.raises(KeyFileExists, match="already"):
        create_key_file(path)
    if there == 'file':
        assert path.read_text() == "precious"
    assert len(list(path.parent.iterdir())) == 1


def test_of_many_makers_at_once_one_wins(path):
    made, refused = [], []

    def make():
        try:
            made.append(create_key_file(path))
        except KeyFileExists:
            refused.append(1)

    threads = [threading.Thread(target=make) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(made), len(refused)) == (1, 15)
    assert load_key_file(path) == made[0]


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(KeyUnreadable, match="cannot be written"):
        create_key_file(tmp_path / 'none' / 'clinic.key')


@pytest.mark.parametrize('given', [None, ''])
def test_no_configured_file_is_missing(given):
    with pytest.raises(KeyMissing):
        load_key_file(given)


def test_a_file_that_is_not_there_is_missing(path):
    with pytest.raises(KeyMissing, match="clinic.key"):
        load_key_file(path)


def test_a_folder_is_no_key_file(tmp_path):
    with pytest.raises(KeyUnreadable):
        load_key_file(tmp_path)


@pytest.mark.parametrize('mode', [0o640, 0o604, 0o620, 0o602, 0o610, 0o660, 0o644, 0o666])
def test_a_file_others_may_use_is_refused(path, mode):
    create_key_file(path)
    path.chmod(mode)
    with pytest.raises(KeyTooOpen, match="chmod 600"):
        load_key_file(path)


@pytest.mark.parametrize('mode', [0o400, 0o600, 0o700])
def test_a_file_of_its_owner_alone_is_read(path, mode):
    create_key_file(path)
    path.chmod(mode)
    assert load_key_file(path)


def test_rotation_keeps_old_keys_and_the_index_secret(path):
    before = create_key_file(path)
    after = add_master_key(path)
    assert load_key_file(path) == after
    assert set(before.masters) < set(after.masters)
    assert after.current_id not in before.masters
    assert after.index_secret == before.index_secret
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_rotation_through_a_link_keeps_the_link(path):
    real = path.with_name('real.key')
    create_key_file(real)
    path.symlink_to(real)
    add_master_key(path)
    assert path.is_symlink()
    assert len(load_key_file(real).masters) == 2


def test_comments_and_blank_lines_are_skipped(path):
    create_key_file(path)
    path.write_text("\n# a note\n" + path.read_text() + "\n   # end\n")
    assert load_key_file(path)


def spoil(text, old, new):
    assert old in text
    return text.replace(old, new, 1)


@pytest.mark.parametrize(
    'change',
    [
        lambda text: '',
        lambda text: "# only a comment\n",
        lambda text: spoil(text, 'clinic-keys 1', 'clinic-keys 2'),
        lambda text: spoil(text, 'index ', 'indice '),
        lambda text: spoil(text, 'index ', 'index A'),
        lambda text: spoil(text, 'index ', 'index ñ'),
        lambda text: spoil(text, 'current ', 'current none-'),
        lambda text: spoil(text, 'master ', 'master ../'),
        lambda text: text + text.splitlines()[-1] + '\n',
        lambda text: text + next(ln for ln in text.splitlines() if ln.startswith('master')) + '\n',
        lambda text: text + next(ln for ln in text.splitlines() if ln.startswith('index')) + '\n',
        lambda text: '\n'.join(text.splitlines()[:-1]),
        lambda text: text + 'x' * (1 << 20),
    ],
)
def test_a_spoiled_file_is_refused_without_telling_keys(path, change):
    create_key_file(path)
    text = path.read_text()
    secrets = [line.split()[-1] for line in text.splitlines() if line.startswith(('index', 'mast'))]
    path.write_text(change(text))
    with pytest.raises(KeyFileInvalid) as caught:
        load_key_file(path)
    assert not any(secret in str(caught.value) for secret in secrets)


def test_a_ring_does_not_show_its_secrets(path):
    ring = create_key_file(path)
    shown = repr(ring) + repr(ring.current)
    assert ring.current_id in shown
    assert repr(ring.current.secret) not in shown
    assert repr(ring.index_secret) not in shown
