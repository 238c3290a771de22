"""What the guide for going live writes into odoo.conf is true."""

import configparser
import re

from tests.support.ground import ROOT

GUIDE = ROOT / 'docs' / 'produccion.md'
OURS = {'clinic_key_file'}


def guided():
    [block] = re.findall(r'```ini\n(.*?)```', GUIDE.read_text(encoding='utf-8'), re.DOTALL)
    parser = configparser.RawConfigParser()
    parser.read_string(block)
    return dict(parser['options'])


def test_odoo_knows_each_setting():
    from odoo.tools import config

    known = {option.dest for option in config.options_index.values()} | OURS
    assert not guided().keys() - known


def test_nothing_of_it_is_open():
    values = guided()
    assert values['http_interface'] == '127.0.0.1'
    assert values['list_db'] == 'False' and values['proxy_mode'] == 'True'
    assert values['admin_passwd'] not in ('', 'admin')
    assert int(values['workers']) > 0 and int(values['max_cron_threads']) > 0
