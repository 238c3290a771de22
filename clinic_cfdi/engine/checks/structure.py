"""An XML against Anexo 20: nodes, order, types, catalogues, and what a kind may not have."""

from lxml import etree
from lxml.etree import _Element as Element

from ..anexo20 import COMPLEMENT_NODES, COMPROBANTE
from ..catalogues.store import holds
from ..money import decimals, places_of
from ..schema import MALFORMED, XSI, Attribute, Node, moment
from .sheet import Attributes, Item, Sheet

_OURS = f'{{{XSI}}}'
LONGEST_KEY = 10
MOST_ATTRIBUTES = 60  # lxml takes the square of their number in time to list them
_SAT = '{http://www.sat.gob.mx/'


def examine(root: Element, sheet: Sheet) -> None:
    """Fill the sheet from the XML, reporting what does not fit the description."""
    sheet.kind = root.get('TipoDeComprobante', '')
    sheet.places = places_of(root.get('Moneda', ''))
    sheet.date = moment(root.get('Fecha'))
    _Examiner(sheet).item(COMPROBANTE, root, None, 1)


class _Examiner:
    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.day = sheet.date.date() if sheet.date else None

    def item(self, node: Node, element: Element, parent: Item | None, place: int) -> Item:
        crowded = len(element.attrib) > MOST_ATTRIBUTES
        values: Attributes = {} if crowded else dict(element.items())
        item = Item(node, values, parent, place)
        if parent is None:
            self.sheet.root = item
        else:
            parent.children.setdefault(node.name, []).append(item)
        if crowded:
            self.sheet.report(MALFORMED, item, note="Tiene demasiados atributos.")
        if node.forbidden:
            self._forbidden(node, item, None)
        self._attributes(node, item)
        if len(element):
            self._children(node, element, item)
        for child in node.needed_nodes:
            if child.name not in item.children:
                self.sheet.report(MALFORMED, item, note=f"Falta el nodo {child.name}.")
        if element.text and element.text.strip() and not node.open:
            self.sheet.report(MALFORMED, item, note="Hay texto suelto dentro del nodo.")
        return item

    # ------------------------------------------------------------------ attributes

    def _attributes(self, node: Node, item: Item) -> None:
        known = node.by_name
        for name, value in item.values.items():
            attribute = known.get(name)
            if attribute is None:
                if not name.startswith(_OURS):
                    note = f"El atributo {name} no existe en ese nodo."
                    self.sheet.report(MALFORMED, item, name, note)
                continue
            if attribute.forbidden and self._forbidden(attribute, item, name):
                continue
            if attribute.late and not value:
                continue
            if not self._fits(attribute, value):
                self.sheet.report(attribute.code, item, name, _expected(attribute, value))
            elif attribute.decimals and self.sheet.kind != 'P':
                number = item.number(name)
                if number is not None and decimals(number) > self.sheet.places:
                    note = f"Dice {value}; la moneda lleva {self.sheet.places}."
                    self.sheet.report(attribute.decimals, item, name, note)
        for attribute in node.needed:
            if attribute.name not in item.values and not (
                attribute.late and not self._sealed(item)
            ):
                note = "Falta el dato, que es obligatorio."
                self.sheet.report(attribute.lacking, item, attribute.name, note)

    def _fits(self, attribute: Attribute, value: str) -> bool:
        if attribute.catalogue is not None:
            return len(value) <= LONGEST_KEY and holds(attribute.catalogue, value, self.day)
        if attribute.fixed is not None:
            return value == attribute.fixed
        return attribute.type.pattern.fullmatch(value) is not None

    def _forbidden(self, what: 'Attribute | Node', item: Item, name: str | None) -> bool:
        for kind, code in what.forbidden:
            if kind == self.sheet.kind:
                self.sheet.report(code, item, name)
                return True
        return False

    @staticmethod
    def _sealed(item: Item) -> bool:
        return bool(item.values.get('Sello'))

    # -------------------------------------------------------------------- children

    def _children(self, node: Node, element: Element, item: Item) -> None:
        last, counts = -1, dict[str, int]()
        for child in element:
            tag = child.tag
            if not isinstance(tag, str):
                continue
            if node.open:
                self._complement(child, tag, item, counts)
                continue
            known = node.by_tag.get(tag)
            if known is None:
                note = f"El nodo {etree.QName(tag).localname} no va ahí."
                self.sheet.report(MALFORMED, item, note=note)
                continue
            place = node.places[tag]
            if place < last:
                note = f"El nodo {known.name} está fuera de su lugar."
                self.sheet.report(MALFORMED, item, note=note)
            last = max(last, place)
            counts[tag] = counts.get(tag, 0) + 1
            if counts[tag] > 1 and not known.many:
                note = f"El nodo {known.name} está repetido."
                self.sheet.report(MALFORMED, item, note=note)
                continue
            self.item(known, child, item, counts[tag])

    def _complement(self, element: Element, tag: str, item: Item, counts: dict[str, int]) -> None:
        if item.node.name == 'Addenda':
            return
        self.sheet.complements.add(tag)
        known = COMPLEMENT_NODES.get(tag)
        counts[tag] = counts.get(tag, 0) + 1
        if known is None:
            if not tag.startswith(_SAT):
                note = f"El complemento {etree.QName(tag).localname} no es del SAT."
                self.sheet.report(MALFORMED, item, note=note)
        elif counts[tag] > 1:
            self.sheet.report(MALFORMED, item, note=f"El nodo {known.name} está repetido.")
        else:
            self.item(known, element, item, 1)


def _expected(attribute: Attribute, value: str) -> str:
    shown = value if len(value) <= 60 else f'{value[:57]}…'
    if attribute.catalogue:
        return f"Dice «{shown}», que no está vigente en el catálogo."
    words = f"el valor {attribute.fixed}" if attribute.fixed else attribute.type.words
    return f"Dice «{shown}»; se espera {words}."
