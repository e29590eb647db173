-- The tables of a ledger, the same on SQLite and PostgreSQL. Words that begin with `$` are filled in
-- by migrate.py. Instants are texts in UTC with microseconds, which sort as they stand.

CREATE TABLE ledger (
    ledger_id  $text NOT NULL PRIMARY KEY,
    created_at $text NOT NULL
) $strict;

-- One row for each file that was imported and for each entry by hand: the receipt.
CREATE TABLE entries (
    entry_no         $integer NOT NULL PRIMARY KEY,
    kind             $text NOT NULL CHECK (kind IN ('import', 'hand')),
    entered_at       $text NOT NULL,
    seen_at          $text NOT NULL,
    author           $text NOT NULL,
    reason           $text NOT NULL,
    feed             $text NOT NULL,
    file             $text,
    file_sha256      $text,
    file_bytes       $integer,
    importer         $text NOT NULL,
    importer_version $text NOT NULL,
    licence          $text,
    rows_read        $integer NOT NULL,
    rows_new         $integer NOT NULL,
    rows_changed     $integer NOT NULL,
    rows_withdrawn   $integer NOT NULL,
    rows_unchanged   $integer NOT NULL,
    rows_repeated    $integer NOT NULL,
    rows_rejected    $integer NOT NULL,
    first_seq        $integer NOT NULL,
    last_seq         $integer NOT NULL,
    chain            $text NOT NULL
) $strict;

-- One row for each version of each thing on record; a version names the one it follows.
CREATE TABLE rows (
    seq          $integer NOT NULL PRIMARY KEY,
    entry_no     $integer NOT NULL,
    table_name   $text NOT NULL,
    row_key      $text NOT NULL,
    change       $text NOT NULL CHECK (change IN
        ('new', 'changed', 'withdrawn', 'restored', 'mended', 'dropped')),
    replaces_seq $integer,
    file_row     $integer,
    cells        $json NOT NULL,
    original     $text,
    fault        $json,
    chain        $text NOT NULL
) $strict;

-- A version has one successor at most.
CREATE UNIQUE INDEX rows_replaces ON rows (replaces_seq) WHERE replaces_seq IS NOT NULL;
CREATE INDEX entries_feed ON entries (feed);

-- Originals, by the SHA-256 of their content, in parts that both databases can hold.
CREATE TABLE files (
    sha256   $text NOT NULL PRIMARY KEY,
    bytes    $integer NOT NULL,
    entry_no $integer NOT NULL
) $strict;

CREATE TABLE file_parts (
    sha256  $text NOT NULL,
    part_no $integer NOT NULL,
    content $bytes NOT NULL,
    PRIMARY KEY (sha256, part_no)
) $strict;
