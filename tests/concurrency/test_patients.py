"""Two desks at the same instant."""

from tests.support.crowd import Call, crowd

DESKS = 8


def test_record_numbers_are_never_given_twice(busy_server):
    reception = busy_server.client('recepcion')
    reception.call('clinic.patient', 'create', [{'name': "Primera Paciente"}])
    calls = [
        Call('recepcion', 'clinic.patient', 'create', [[{'name': f"Paciente {number}"}]])
        for number in range(DESKS)
    ]
    answers = crowd(busy_server, calls)
    assert not [answer.message for answer in answers if answer.error]
    records = reception.call(
        'clinic.patient', 'read', [answer.value[0] for answer in answers], ['record_number']
    )
    assert len({record['record_number'] for record in records}) == DESKS


def test_the_first_patients_of_a_clinic(busy_server):
    company = busy_server.run("result = env['res.company'].create({'name': 'Clínica Nueva'}).id")
    answers = busy_server.rush(
        "result = env['clinic.patient'].create("
        "{'name': name, 'company_id': company}).record_number",
        [{'name': f"Paciente {number}", 'company': company} for number in range(DESKS)],
    )
    assert not [answer['error'] for answer in answers if 'error' in answer]
    assert len({answer['result'] for answer in answers}) == DESKS


def test_one_contact_becomes_one_patient(busy_server):
    """Several desks make a patient of the same contact: one succeeds, the others are told."""
    [partner] = busy_server.client('recepcion').call(
        'res.partner', 'create', [{'name': "Contacto Disputado"}]
    )
    answers = busy_server.rush(
        "result = env['clinic.patient'].create({'partner_id': partner}).id",
        [{'partner': partner}] * DESKS,
    )
    assert len([answer for answer in answers if 'result' in answer]) == 1
    assert {answer['error'].split(':')[0] for answer in answers if 'error' in answer} == {
        'ValidationError'
    }
