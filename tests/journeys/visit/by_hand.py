"""The day's people with a browser each: what they see is waited for, what they do is clicked."""

import re

from playwright.sync_api import expect

from tests.support.browser import at_rest

from . import by_wire

PHONE = (430, 760)


class Cast:
    """:param pages: of the clinic's server; :param phones: of the sandbox"""

    def __init__(self, day, pages, phones):
        self.patient = Phone(day.clinic, day.person, phones.open(viewport=PHONE))
        self.waiting = Phone(day.clinic, day.waiting, phones.open(viewport=PHONE))
        self.desk = Desk(pages.open('recepcion'), day)
        self.doctor = Doctor(pages, day)
        self.accountant = Accountant(pages, day)
        self.direction = Direction(pages, day)


class Phone(by_wire.Phone):
    """A phone on the sandbox's page, made there by its own dialog."""

    def __init__(self, clinic, person, page):
        self.clinic, self.page = clinic, page
        page.goto('/phone')
        page.get_by_role('button', name="Nuevo").click()
        dialog = page.get_by_role('dialog')
        dialog.get_by_label("Nombre de la persona").fill(person.name)
        dialog.get_by_label("Número").first.fill(person.number)
        dialog.get_by_role('button', name="Crear teléfono").click()
        page.get_by_label("Escriba como el paciente").wait_for()
        phones = clinic.look('phones')['phones']
        [self.id] = [each['id'] for each in phones if each['number'].endswith(person.number)]

    def says(self, text):
        self.page.get_by_label("Escriba como el paciente").fill(text)
        self.page.keyboard.press('Enter')
        self.page.locator('.bubble.mine', has_text=text).wait_for()

    def hears(self, text):
        message = super().hears(text)
        self._row(text).wait_for()
        return message

    def hears_file(self, ending):
        message = super().hears_file(ending)
        self.page.locator('.bubble.theirs', has_text=ending).last.wait_for()
        return message

    def taps(self, text, title):
        super().hears(text)
        self._row(text).get_by_role('button', name=title, exact=True).click()
        self._row(text).locator('.action.chosen', has_text=title).wait_for()

    def picks(self, text, choose):
        message = super().hears(text)
        row = self.chosen(message, choose)
        place = by_wire.rows_of(message).index(row)
        self._row(text).locator('.action').click()
        sheet = self.page.get_by_role('dialog')
        sheet.get_by_role('radio').nth(place).check()
        sheet.get_by_role('button', name="Enviar").click()
        sheet.wait_for(state='detached')

    def _row(self, text):
        return self.page.locator('.row.theirs', has_text=text).last


class Desk:
    """Reception has the day's board open from morning to evening and reloads nothing."""

    def __init__(self, page, day):
        self.page, self.day = page, day
        page.goto('/odoo/hoy')
        page.wait_for_selector('.o_clinic_board')
        at_rest(page)

    def _card(self, stage, visit):
        return self.page.locator(f'[data-column={stage}] [data-visit="{visit}"]')

    def expects(self, visit):
        self._card('expected', visit).wait_for()

    def receives(self, visit):
        self._card('expected', visit).locator('[data-step=arrive]').click()
        self._card('waiting', visit).wait_for()

    def sees_done(self, visit):
        self._card('inside', visit).wait_for(state='detached')
        head = self.page.locator('[data-column=done] .o_clinic_column_head')
        if head.get_attribute('aria-expanded') == 'false':
            head.click()
        self._card('done', visit).wait_for()

    def charges(self, visit):
        page, client = self.page, self.day.clinic.server.client('recepcion')
        client.call('res.partner', 'write', [self.day.find('partner')], by_wire.FISCAL)
        self._card('done', visit).locator('button[name=charge]').click()
        page.locator('button[name=action_post]:visible').first.wait_for()
        at_rest(page)
        page.locator('button[name=action_post]:visible').first.click()
        page.locator('button[name=action_invoice_sent]:visible').first.wait_for()
        [row] = client.call('clinic.appointment', 'read', [visit], ['invoice_id'])
        return row['invoice_id'][0]


class Doctor:
    """On a telephone, as between two consultations."""

    def __init__(self, pages, day):
        self.pages, self.day, self.page = pages, day, None

    def _visit(self, state):
        return self.page.locator(
            f'.o_clinic_my_visit[data-state={state}]', has_text=self.day.person.name
        )

    def begins(self, visit):
        self.page = self.pages.open('doctora', viewport=(390, 844), has_touch=True)
        self.page.goto('/odoo')
        self.page.wait_for_selector('.o_clinic_my_day')
        at_rest(self.page)
        self._visit('arrived').locator('[data-step=action_start]').click()
        self._visit('in_consultation').wait_for()

    def ends(self, visit):
        self._visit('in_consultation').locator('[data-step=action_finish]').click()
        self._visit('done').wait_for()

    def plans_control(self, patient):
        page = self.pages.open('doctora')
        page.goto(f'/odoo/pacientes/{patient}')
        page.get_by_role('tab', name="Controles").click()
        page.get_by_role('button', name="Planear controles").click()
        field = page.locator('.o_form_view [name=rhythm]')
        field.wait_for()
        at_rest(page)
        choose(page, page.locator('[name=type_id]'), "Control")
        page.locator('.o_form_button_save:visible').click()
        page.locator('button[name=action_book]:visible').wait_for()


class Accountant:
    def __init__(self, pages, day):
        self.pages, self.day = pages, day

    def sends(self, move):
        page = self.pages.open('contador')
        page.goto(f'/odoo/cobros/{move}')
        page.locator('button[name=action_invoice_sent]:visible').first.wait_for()
        at_rest(page)
        page.locator('button[name=action_invoice_sent]:visible').first.click()
        send = page.locator('.o_dialog')
        send.locator('[name=sending_method_checkboxes]').wait_for()
        at_rest(page)
        send.locator('button[name=action_send_and_print]:visible').first.click()
        page.locator('[name=cfdi_delivery_state]').first.wait_for()


class Direction:
    def __init__(self, pages, day):
        self.pages, self.day, self.page = pages, day, None

    def takes(self, case):
        page = self.page = self.pages.open('direccion')
        page.goto('/odoo/quejas')
        card = page.locator('.o_kanban_record', has_text=self.day.person.name)
        expect(card.locator('.o_clinic_countdown')).to_have_text(re.compile(r'\d'))
        card.click()
        page.locator('button[name=action_take]:visible').click()
        page.locator('button.btn-primary[name=action_answer]:visible').wait_for()

    def answers(self, case, text):
        page = self.page
        page.locator('button.btn-primary[name=action_answer]:visible').click()
        dialog = page.locator('.o_dialog')
        dialog.locator('[name=text] textarea').fill(text)
        dialog.locator('button[name=action_send]:visible').click()
        page.locator('button.btn-primary[name=action_close]:visible').wait_for()
        dialog.wait_for(state='detached')

    def closes(self, case, done):
        page = self.page
        page.locator('button.btn-primary[name=action_close]:visible').click()
        dialog = page.locator('.o_dialog')
        choose(page, dialog.locator('[name=root_cause]'), "Agenda")
        dialog.locator('[name=action_taken] textarea').fill(done)
        dialog.locator('button[name=action_close]:visible').click()
        dialog.wait_for(state='detached')
        page.locator('button[name=action_reopen]:visible').wait_for()


def choose(page, field, text):
    """From a list, once the form has taken in what was typed before: it draws the list anew."""
    box = field.locator('input')
    box.click()
    at_rest(page)
    if box.is_editable():
        box.press_sequentially(text)
    page.locator('.o-autocomplete--dropdown-menu:visible, .o_select_menu_menu:visible').get_by_text(
        text
    ).first.click()
    expect(box).to_have_value(re.compile(re.escape(text)))
