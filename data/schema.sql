-- The gazetteer's layout (geo.gazetteer.SCHEMA_VERSION). lon, lat in degrees, WGS 84; distances in km.
CREATE TABLE place (
    id INTEGER PRIMARY KEY,          -- in the order of the cells, so that a cell is a range of ids
    geonameid INTEGER,               -- NULL: not from GeoNames
    name TEXT NOT NULL,
    feature_class TEXT NOT NULL,     -- GeoNames: A P L H T S R
    feature_code TEXT NOT NULL,      -- GeoNames: PCLI ADM1 PPLC SEA …
    country_code TEXT,               -- ISO 3166-1 alpha-2
    admin1_code TEXT,                -- GeoNames
    lon REAL NOT NULL,
    lat REAL NOT NULL,
    population INTEGER NOT NULL,
    radius_km REAL NOT NULL,         -- holds the place
    note TEXT                        -- how a disputed area is treated
);
CREATE TABLE extent (place_id INTEGER PRIMARY KEY, west REAL, south REAL, east REAL, north REAL, wkb BLOB);
CREATE TABLE name (key TEXT PRIMARY KEY, entries BLOB NOT NULL) WITHOUT ROWID;  -- packed: place id * 4 + kind of name
CREATE TABLE sound (key TEXT PRIMARY KEY, ids BLOB NOT NULL) WITHOUT ROWID;     -- names of other scripts, see sound_key
CREATE TABLE cell (cell INTEGER PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL);
CREATE TABLE country (code TEXT PRIMARY KEY, place_id INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE admin1 (country_code TEXT, admin1_code TEXT, name TEXT NOT NULL, place_id INTEGER NOT NULL,
                     PRIMARY KEY (country_code, admin1_code)) WITHOUT ROWID;
CREATE TABLE metonym (key TEXT PRIMARY KEY, country TEXT NOT NULL, sector TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE outlet (key TEXT PRIMARY KEY, place_id INTEGER NOT NULL, scope TEXT NOT NULL) WITHOUT ROWID;  -- outlet_key
CREATE TABLE info (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
