"""Who says whether a comprobante is well formed, and what its cadena original is.

SAT's own files do: `cfdv40.xsd` with its catalogues and `cadenaoriginal_4_0.xslt`. They are not
part of this project; they are read from

1. a folder named by `--schemas` that holds `www.sat.gob.mx/sitio_internet/…` as SAT publishes it;
2. the package `satcfdi` (MIT), which brings them and is installed for development and tests;
   only its files are read, nothing of it is imported;
3. neither: then the engine of `clinic_cfdi` stands in. It is the very code that wrote the
   comprobante, so it proves less, and `/stamps` says so.
"""

import importlib.util
import sys
import threading
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from lxml import etree

ROOT = Path(__file__).resolve().parents[2]
CFD = Path('www.sat.gob.mx', 'sitio_internet', 'cfd')
CADENA = Path('4', 'cadenaoriginal_4_0', 'cadenaoriginal_4_0.xslt')
# What a clinic's comprobante can hold; another complement is refused, as not understood.
PARTS = (
    *('4/cfdv40.xsd', 'Pagos/Pagos20.xsd', 'TimbreFiscalDigital/TimbreFiscalDigitalv11.xsd'),
    *('implocal/implocal.xsd', 'leyendasFiscales/leyendasFisc.xsd', 'donat/donat11.xsd'),
    *('iedu/iedu.xsd', 'ine/ine11.xsd'),
)
SCHEMA = '{http://www.w3.org/2001/XMLSchema}'

LARGE = {
    'LugarExpedicion': 'c_CodigoPostal',
    'DomicilioFiscalReceptor': 'c_CodigoPostal',
    'ClaveProdServ': 'c_ClaveProdServ',
    'ClaveUnidad': 'c_ClaveUnidad',
}

Problem = tuple[str, str]  # SAT's code, and what is wrong


NOTHING = '<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"/>'


class Folder(etree.Resolver):  # type: ignore[misc]  # lxml is untyped
    """SAT's files include each other by their address or by their place: both lead here. A style
    sheet that is missing, of a complement no clinic has, is empty."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def resolve(self, url: str, public_id: str, context: Any) -> Any:
        tail = url.partition('sitio_internet/cfd/')[2]
        if tail and (self.folder / tail).exists():
            return self.resolve_filename(str(self.folder / tail), context)
        if url.endswith('.xslt'):
            return self.resolve_string(NOTHING, context, base_url=url)
        return None


class Judge(Protocol):
    name: str

    def problem(self, xml: bytes, root: etree._Element) -> Problem | None:
        """The first thing that is wrong with the form; None when nothing is."""

    def cadena(self, xml: bytes, root: etree._Element) -> str:
        """The cadena original."""


class Sat:
    """SAT's schema and style sheet. Both take a moment to read, which the first comprobante pays;
    the schema's catalogues keep some 100 MB of memory.
    """

    name = 'sat'

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        self._parser = etree.XMLParser(no_network=True)
        self._parser.resolvers.add(Folder(folder))

    @cached_property
    def _schema(self) -> etree.XMLSchema:
        """All parts behind one root: a complement is demanded strictly by the comprobante's."""
        root = etree.Element(f'{SCHEMA}schema', nsmap={'xs': SCHEMA[1:-1]})
        for part in PARTS:
            path = self.folder / part
            if path.exists():
                space = etree.parse(path).getroot().get('targetNamespace')
                places = {'namespace': space, 'schemaLocation': path.as_uri()}
                etree.SubElement(root, f'{SCHEMA}import', places)
        return etree.XMLSchema(etree.fromstring(etree.tostring(root), self._parser))

    @cached_property
    def _sheet(self) -> etree.XSLT:
        return etree.XSLT(etree.parse(self.folder / CADENA, self._parser))

    @cached_property
    def _large(self) -> dict[str, frozenset[str]]:
        """The values of the large catalogues: libxml2 spends seconds on saying all that one might
        have been."""
        catalogue = etree.parse(self.folder / 'catalogos' / 'catCFDI.xsd')
        return {
            name: frozenset(catalogue.xpath(f'*[@name="{name}"]//*/@value'))
            for name in set(LARGE.values())
        }

    def problem(self, xml: bytes, root: etree._Element) -> Problem | None:
        for node in root.iter():
            for name, value in node.attrib.items():
                if name in LARGE and value not in self._large[LARGE[name]]:
                    return '301', f"El valor {value[:20]!r} de {name} no está en el catálogo."
        with self._lock:  # a schema keeps the errors of its last document
            if self._schema.validate(root):
                return None
            return '301', str(self._schema.error_log[0].message)[:600]

    def cadena(self, xml: bytes, root: etree._Element) -> str:
        with self._lock:
            return str(self._sheet(root))


class Engine:
    """The engine of `clinic_cfdi`, loaded alone: its packages import no Odoo."""

    name = 'engine'

    @cached_property
    def _engine(self) -> Any:
        folder, name = ROOT / 'clinic_cfdi' / 'engine', 'sandbox_cfdi_engine'
        spec = importlib.util.spec_from_file_location(
            name, folder / '__init__.py', submodule_search_locations=[str(folder)]
        )
        assert spec and spec.loader
        sys.modules[name] = module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    def problem(self, xml: bytes, root: etree._Element) -> Problem | None:
        for finding in self._engine.preflight(xml):
            return str(finding.code), f'{finding.path}: {finding.message}'
        return None

    def cadena(self, xml: bytes, root: etree._Element) -> str:
        return str(self._engine.cadena_original(xml))


def find(schemas: Path | None = None) -> Judge:
    """The best there is on this machine."""
    places = [schemas] if schemas else []
    spec = importlib.util.find_spec('satcfdi')
    if spec and spec.submodule_search_locations:
        places.append(Path(spec.submodule_search_locations[0]) / 'transform' / 'schemas')
    for place in places:
        if (place / CFD / CADENA).exists():
            return Sat((place / CFD).resolve())
    return Engine()
