"""Build the catalogues of `clinic_cfdi/engine/catalogues/data` from two published sources.

    ./clinic python scripts/cfdi_catalogues.py SQL_FOLDER CATALOGS_DB [OUTPUT_FOLDER]

SQL_FOLDER is `database/data` of the repository phpcfdi/resources-sat-catalogs (public domain), all
files in one folder or as `data__<table>.sql`. CATALOGS_DB is `satcfdi/catalogs/catalogs.db` of the
package satcfdi (MIT), for the tables that are missing in the first. A clinic that cannot wait for a
release writes to a folder of its own and calls `catalogues.use(folder)`.
"""

import gzip
import io
import json
import pickle
import sqlite3
import sys
from pathlib import Path

OUTPUT = Path(__file__).resolve().parents[1] / 'clinic_cfdi/engine/catalogues/data'

# SAT's name → (table, columns after key and text that are kept)
TABLES = {
    'FormaPago': ('formas_pago', (
        'permite_banco_ordenante_rfc', 'permite_cuenta_ordenante', 'patron_cuenta_ordenante',
        'permite_banco_beneficiario_rfc', 'permite_cuenta_beneficiario',
        'patron_cuenta_beneficiario', 'permite_tipo_cadena_pago',
    )),
    'UsoCFDI': ('usos_cfdi', ('aplica_fisica', 'aplica_moral', 'regimenes_fiscales_receptores')),
    'RegimenFiscal': ('regimenes_fiscales', ('aplica_fisica', 'aplica_moral')),
    'Moneda': ('monedas', ('decimales', 'porcentaje_variacion')),
    'Pais': ('paises', ('patron_identidad_tributaria',)),
    'TipoDeComprobante': ('tipos_comprobantes', ('valor_maximo',)),
    'ClaveUnidad': ('claves_unidades', ()),
    'Exportacion': ('exportaciones', ()),
    'Impuesto': ('impuestos', ()),
    'Meses': ('meses', ()),
    'MetodoPago': ('metodos_pago', ()),
    'ObjetoImp': ('objetos_impuestos', ()),
    'Periodicidad': ('periodicidades', ()),
    'TipoFactor': ('tipos_factores', ()),
    'TipoRelacion': ('tipos_relaciones', ()),
}  # fmt: skip
# Keys SAT has taken out, which its files no longer list but older comprobantes hold.
WITHDRAWN = {
    'UsoCFDI': [
        ['P01', 'Por definir', None, '2022-03-31', '1', '1', '601, 603, 605, 606, 607, 608, 610, '
         '611, 612, 614, 615, 616, 620, 621, 622, 623, 624, 625, 626'],
    ],
}  # fmt: skip
START = '2022-01-01'  # of CFDI 4.0: nothing was valid before
TAXES = {'ISR': '001', 'IVA': '002', 'IEPS': '003'}

ZONES = {
    'Tiempo del Centro': 'America/Mexico_City',
    'Tiempo del Centro en Frontera': 'America/Matamoros',
    'Tiempo del Noroeste': 'America/Tijuana',
    'Tiempo del Pacífico': 'America/Mazatlan',
    'Tiempo del Sureste': 'America/Cancun',
}
# Since 2022-11-30 by law, whatever the catalogue still says of these municipalities of Chihuahua.
CHIHUAHUA = {
    **dict.fromkeys(('005', '028', '035', '037', '053'), 'America/Ciudad_Juarez'),
    **dict.fromkeys(('015', '042', '052'), 'America/Ojinaga'),
}


def main():
    if len(sys.argv) not in (3, 4):
        print(__doc__)
        return 2
    source = Source(Path(sys.argv[1]), Path(sys.argv[2]))
    output = Path(sys.argv[3]) if len(sys.argv) == 4 else OUTPUT
    output.mkdir(parents=True, exist_ok=True)
    small = {
        name: sorted(source.entries(*table) + WITHDRAWN.get(name, []), key=lambda entry: entry[0])
        for name, table in TABLES.items()
    }
    small['TasaOCuota'] = list(source.rates())
    write(output / 'general.json.gz', small)
    write(output / 'products.json.gz', source.products())
    write(output / 'postal_codes.json.gz', source.postal_codes())
    for path in sorted(output.glob('*.gz')):
        print(f'{path.stat().st_size:>9,} {path.name}')
    return 0


class Source:
    def __init__(self, folder: Path, database: Path):
        self.folder = folder
        self.sql = sqlite3.connect(':memory:')
        self.satcfdi = sqlite3.connect(f'file:{database}?mode=ro', uri=True)

    def rows(self, table):
        """Dicts of a table of the SQL, or None when the folder has not got it."""
        name = f'cfdi_40_{table}'
        schema, data = self._file('schemas', name), self._file('data', name)
        if not schema or not data:
            return None
        self.sql.executescript(schema.read_text('utf-8'))
        self.sql.executescript(data.read_text('utf-8'))
        found = self.sql.execute(f'SELECT * FROM {name}')  # noqa: S608
        columns = [column[0] for column in found.description]
        return [dict(zip(columns, row, strict=True)) for row in found]

    def _file(self, kind, name):
        places = (
            self.folder / f'{kind}__{name}.sql',
            self.folder / kind / f'{name}.sql',
            self.folder / f'{name}.sql',
        )
        return next((path for path in places if path.exists()), None)

    def entries(self, table, extra):
        found = []
        for row in self.rows(table):
            kept = [str(row[column]) for column in extra]
            since, until = self._validity(row)
            found.append([row['id'], row.get('texto', row['id']), since, until, *kept])
        return found

    def rates(self):
        """[tax, factor, lowest, highest, transferred, withheld, since, until] for each rule."""
        for row in self.rows('reglas_tasa_cuota'):
            yield [
                TAXES[row['impuesto'].split()[0]],
                row['factor'],
                row['minimo'] if row['tipo'] == 'Rango' else row['valor'],
                row['valor'],
                bool(row['traslado']),
                bool(row['retencion']),
                *self._validity(row),
            ]

    @staticmethod
    def _validity(row):
        since, until = row.get('vigencia_desde') or None, row.get('vigencia_hasta') or None
        return None if since == START else since, until

    def products(self):
        """Keys as differences from the one before, and their texts, one a line."""
        rows = self.rows('productos_servicios')
        pairs = (
            sorted((row['id'], row['texto']) for row in rows)
            if rows
            else self.pickled('C756_c_ClaveProdServ')
        )
        keys = [int(key) for key, _text in pairs]
        steps = [key - before for before, key in zip([0, *keys], keys, strict=False)]
        return {'steps': steps, 'texts': '\n'.join(' '.join(text.split()) for _key, text in pairs)}

    def postal_codes(self):
        """[first, last, zone, border] for each run of codes that exist and are alike."""
        runs, zones, last_of_prefix = [], [], {}
        for code, (state, municipality, _locality, border, description) in self.pickled(
            'C756_c_CodigoPostal'
        ):
            zone = ZONES[description]
            if state == 'CHH':
                zone = self._chihuahua(code, municipality, border, zone, last_of_prefix)
            elif state == 'SON':
                zone = 'America/Hermosillo'
            if zone not in zones:
                zones.append(zone)
            alike = [zones.index(zone), int(border)]
            if runs and runs[-1][1] == int(code) - 1 and runs[-1][2:] == alike:
                runs[-1][1] += 1
            else:
                runs.append([int(code), int(code), *alike])
        return {'zones': zones, 'runs': runs}

    def _chihuahua(self, code, municipality, border, zone, last):
        """A code that no municipality has yet goes with those before it of its first three."""
        if municipality:
            last[code[:3]] = CHIHUAHUA.get(municipality, zone)
        elif code[:3] not in last:
            return 'America/Ciudad_Juarez' if border == '1' else zone
        return last[code[:3]]

    def pickled(self, table):
        found = self.satcfdi.execute(f'SELECT * FROM {table}')  # noqa: S608
        return sorted((plain(key), plain(value)) for key, value in found)


class Plain(pickle.Unpickler):
    """Text and lists only: a foreign pickle may not name a thing to run."""

    def find_class(self, module, name):
        raise pickle.UnpicklingError(f'{module}.{name} in a catalogue')


def plain(value):
    return Plain(io.BytesIO(value)).load() if isinstance(value, bytes) else value


def write(path: Path, content):
    text = json.dumps(content, ensure_ascii=False, separators=(',', ':'))
    path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


if __name__ == '__main__':
    sys.exit(main())
