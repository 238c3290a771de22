"""What can be wrong with a machine is told in a sentence that says what to do."""

import shutil
import socket
import subprocess
from collections import namedtuple

import pytest

from scripts.ground import config, console, process
from scripts.ground.process import free_port
from tests.support.ground import ROOT

# apt-get that knows a mirror and cannot reach it.
UNREACHABLE = """
case "$1" in indextargets) echo "Debian|Debian|http://mirror.invalid/debian";; *) exit 100;; esac
"""


def told(result, *words):
    """The command failed, without a stack, and its message holds all of these words."""
    assert result.returncode == 1, result.stdout + result.stderr
    assert 'Traceback' not in result.stderr
    for word in words:
        assert word in result.stderr
    return True


def test_taken_port(clinic):
    with socket.socket() as other:
        other.bind(('127.0.0.1', 0))
        other.listen()
        port = other.getsockname()[1]
        result = clinic('up', CLINIC_PORT=str(port))
    told(result, f"Port {port} is taken", f'CLINIC_PORT={port + 1} ./clinic up')


@pytest.mark.parametrize('port', ['abc', '0', '70000'])
def test_port_that_is_none(clinic, port):
    told(clinic('up', CLINIC_PORT=port), 'CLINIC_PORT', port, 'Example')


def test_old_python(clinic, programs):
    """Without a Python new enough, the shell script says which it needs and how to name one."""
    for name in ('readlink', 'dirname', 'bash', 'env'):
        (programs.folder / name).symlink_to(shutil.which(name))
    programs('python3', 'exit 1')
    result = clinic('up', PATH=str(programs.folder))
    told(result, "Python 3.10 to 3.13", 'apt-get install python3', 'CLINIC_PYTHON=')


def test_home_that_cannot_be(clinic, tmp_path):
    file = tmp_path / 'file'
    file.touch()
    told(clinic('up', CLINIC_HOME=str(file / 'home')), "cannot be used", 'CLINIC_HOME=/')


def test_odoo_path_without_odoo(clinic, tmp_path):
    result = clinic('up', ODOO_PATH=str(tmp_path), CLINIC_PORT=str(free_port()))
    told(result, f'ODOO_PATH={tmp_path}', "not an Odoo 19.0", 'unset it')


def test_no_mirror_configured(clinic, programs):
    programs('apt-get', 'exit 0')
    programs('dpkg', 'exit 0')
    result = clinic('up', CLINIC_PORT=str(free_port()))
    told(result, "names no Debian mirror", 'ODOO_PATH=')


def test_mirror_out_of_reach(clinic, programs):
    programs('apt-get', UNREACHABLE)
    programs('dpkg', 'exit 0')
    result = clinic('up', CLINIC_PORT=str(free_port()))
    told(result, "mirror cannot be reached", 'apt-get update', 'ODOO_PATH=')


def test_machine_that_never_updated_its_lists(clinic, programs, tmp_path):
    """A bare Debian: apt names its mirror only once its lists were read, into a folder of ours."""
    read = tmp_path / 'read'
    programs(
        'apt-get',
        f'case "$*" in *lists=*system-lists*update) touch {read};; '
        f'*indextargets*) test -e {read} && echo "Debian|Debian-Security|http://wrong.invalid" '
        '&& echo "Debian|Debian|http://mirror.invalid";; *) exit 100;; esac',
    )
    programs('dpkg', 'exit 0')
    result = clinic('up', CLINIC_PORT=str(free_port()))
    told(result, "mirror cannot be reached")
    assert read.exists()


def test_mirror_with_another_odoo(clinic, programs):
    programs('apt-get', UNREACHABLE.replace('exit 100', 'exit 0'))
    programs('dpkg', 'exit 0')
    programs('apt-cache', 'case "$*" in *odoo-19=*) exit 100;; *) echo "Version: 19.9";; esac')
    result = clinic('up', CLINIC_PORT=str(free_port()))
    told(result, "no longer has Odoo", '19.9', 'ODOO_PATH=')


def test_full_disk_before_a_long_step(monkeypatch, tmp_path):
    usage = namedtuple('usage', 'total used free')(10**12, 10**12, 10**8)
    monkeypatch.setattr(shutil, 'disk_usage', lambda path: usage)
    with pytest.raises(console.Problem) as caught:
        process.need_space(tmp_path, 2.5)
    assert "2.5 GB" in caught.value.what and "0.1 GB are free" in caught.value.what
    assert 'CLINIC_HOME=' in caught.value.remedy[0]


def test_full_disk_within_a_step(tmp_path):
    with pytest.raises(console.Problem) as caught:
        process.run(
            ['sh', '-c', 'echo "tar: x: Cannot write: No space left on device"; exit 2'],
            tmp_path / 'log',
            "It could not be unpacked.",
        )
    assert "is full" in caught.value.what
    assert 'CLINIC_HOME=' in caught.value.remedy[0]


def test_full_disk_for_real(home, clinic):
    """On a disk of 64 kB: nothing can be fetched, and the disk is named, not a stack shown."""
    small = home / 'small'
    small.mkdir()
    mount = ['mount', '-t', 'tmpfs', '-o', 'size=64k,mode=755', 'tmpfs', str(small)]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("optional: mounting a small disk needs rights this user does not have")
    try:
        result = clinic('up', CLINIC_HOME=str(small), CLINIC_PORT=str(free_port()))
    finally:
        subprocess.run(['umount', str(small)], check=True)
    told(result, 'GB', str(small), 'CLINIC_HOME=')


def test_failed_step_shows_its_last_words(tmp_path):
    with pytest.raises(console.Problem) as caught:
        process.run(['sh', '-c', 'echo why; exit 3'], tmp_path / 'log', "It failed.", ["Do this."])
    assert caught.value.what == "It failed."
    assert caught.value.remedy[0] == "Do this."
    assert any('why' in line for line in caught.value.remedy)


def test_program_that_is_not_there(tmp_path):
    with pytest.raises(console.Problem, match="no-such-program is not installed"):
        process.run(['no-such-program'], tmp_path / 'log', "It failed.")


def test_long_home_still_has_a_short_socket(tmp_path):
    ground = config.Ground(root=ROOT, home=tmp_path / ('long' * 30))
    assert len(str(ground.socket_directory('test'))) < 80
