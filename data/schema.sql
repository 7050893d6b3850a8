-- The gazetteer's layout (geo.gazetteer.SCHEMA_VERSION). lon, lat in degrees, WGS 84; distances in km.
CREATE TABLE place (
    id INTEGER PRIMARY KEY,          -- in the order of the cells, towns first, so that a cell's towns are a range of ids
    geonameid INTEGER,               -- NULL: not from GeoNames
    name TEXT NOT NULL,
    feature_class TEXT NOT NULL,     -- GeoNames: A P L H T S R
    feature_code TEXT NOT NULL,      -- GeoNames: PCLI ADM1 PPLC SEA …
    country_code TEXT,               -- ISO 3166-1 alpha-2
    admin1_code TEXT,                -- GeoNames
    admin2_id INTEGER,               -- the second-level unit it lies in
    lon_e5 INTEGER NOT NULL,         -- degrees times 100,000: half the bytes of a REAL
    lat_e5 INTEGER NOT NULL,
    population INTEGER NOT NULL,
    radius_hm INTEGER NOT NULL,      -- holds the place; km times 10
    note TEXT                        -- how a disputed area is treated
);
CREATE TABLE extent (place_id INTEGER PRIMARY KEY, west REAL, south REAL, east REAL, north REAL, wkb BLOB);
CREATE TABLE name (key TEXT PRIMARY KEY, entries BLOB NOT NULL) WITHOUT ROWID;  -- packed: place id * 4 + kind of name
CREATE TABLE name_use (key TEXT, place_id INTEGER, used_from TEXT, used_to TEXT,  -- ISO days, inclusive; '': open
                       PRIMARY KEY (key, place_id, used_from, used_to)) WITHOUT ROWID;
CREATE TABLE sound (key TEXT PRIMARY KEY, ids BLOB NOT NULL) WITHOUT ROWID;     -- names of other scripts, see sound_key
CREATE TABLE cell (cell INTEGER PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL);  -- ids of its towns
CREATE TABLE country (code TEXT PRIMARY KEY, place_id INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE admin1 (country_code TEXT, admin1_code TEXT, name TEXT NOT NULL,
                     PRIMARY KEY (country_code, admin1_code)) WITHOUT ROWID;
CREATE TABLE admin2 (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE metonym (key TEXT PRIMARY KEY, country TEXT NOT NULL, sector TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE outlet (key TEXT PRIMARY KEY, place_id INTEGER NOT NULL, scope TEXT NOT NULL) WITHOUT ROWID;  -- outlet_key
CREATE TABLE info (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;  -- complete: stands without another file
