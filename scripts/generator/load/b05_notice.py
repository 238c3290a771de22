"""The clinic's privacy notice, completed and in force."""

from ..ledger import Ledger

NEEDS = ('clinic.privacy.notice',)


def load(env, world):
    notice = env.ref('clinic_crm.privacy_notice_draft', raise_if_not_found=False)
    if not notice or notice.state != 'draft':
        return
    ledger = Ledger(env)
    if ledger.known('clinic.privacy.notice', ['first']):
        return
    address = world.clinic.address
    where = f"{address.street}, {address.colonia}, {address.zip} {address.city}"
    parts = {
        '[Nombre o razón social]': world.clinic.name,
        '[domicilio]': where,
        '[correo de privacidad]': "privacidad@clinicanogal.example",
        '[dirección web o lugar]': "la recepción de cada sucursal",
    }
    texts = {'short_text': notice.short_text, 'full_text': str(notice.full_text)}
    for part, value in parts.items():
        texts = {name: text.replace(part, value) for name, text in texts.items()}
    notice.write(texts)
    notice.action_put_in_force()
    ledger.remember('clinic.privacy.notice', {'first': notice.id})
