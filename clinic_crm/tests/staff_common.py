from odoo import Command


def new_staff(env, groups, **values):
    """The users of a test, all at once and without a letter of invitation each.

    `new_test_user` writes one, with its pictures, and takes five times as long.

    :param dict groups: by key, `(login, 'xml.id,xml.id')`; the login is the password, as there
    :return: the users by key
    """
    users = env['res.users'].with_context(no_reset_password=True)
    records = users.create(
        [
            {
                'name': f'{login} ({names})',
                'login': login,
                'password': login.ljust(8, 'x'),
                'email': f'{login[0]}.{login[0]}@example.com',
                'group_ids': [Command.set([env.ref(name).id for name in names.split(',')])],
                **values,
            }
            for login, names in groups.values()
        ]
    )
    return dict(zip(groups, records.with_env(env), strict=True))
