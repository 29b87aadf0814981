import GRDB

/// The tables of a local archive's index.
///
/// Names are compared by their UTF-8 bytes, as SQLite compares text by default. `stored` is the size of the
/// content file, `bytes` what a listing shows (of a static large object, all its segments).
enum LocalSchema {
    /// In every index's header: "ArLu".
    static let applicationID = 0x4172_4c75
    static let version = 1

    static func create(_ db: Database) throws {
        try db.execute(sql: """
            CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
            CREATE TABLE project (key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL UNIQUE);
            CREATE TABLE user (name TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE) WITHOUT ROWID;
            CREATE TABLE container (
                key INTEGER PRIMARY KEY,
                project INTEGER NOT NULL REFERENCES project,
                name TEXT NOT NULL,
                created INTEGER NOT NULL,
                count INTEGER NOT NULL DEFAULT 0,
                bytes INTEGER NOT NULL DEFAULT 0,
                headers TEXT NOT NULL DEFAULT '{}',
                UNIQUE (project, name));
            CREATE TABLE object (
                container INTEGER NOT NULL REFERENCES container,
                name TEXT NOT NULL,
                file TEXT NOT NULL,
                stored INTEGER NOT NULL,
                bytes INTEGER NOT NULL,
                etag TEXT NOT NULL,
                hash TEXT NOT NULL,
                type TEXT NOT NULL,
                modified INTEGER NOT NULL,
                kind INTEGER NOT NULL,
                headers TEXT NOT NULL,
                PRIMARY KEY (container, name)) WITHOUT ROWID;
            -- Content files that no object has any more and that are still to be removed.
            CREATE TABLE discarded (file TEXT PRIMARY KEY) WITHOUT ROWID;
            CREATE TRIGGER object_added AFTER INSERT ON object BEGIN
                UPDATE container SET count = count + 1, bytes = bytes + NEW.stored WHERE key = NEW.container;
            END;
            CREATE TRIGGER object_removed AFTER DELETE ON object BEGIN
                UPDATE container SET count = count - 1, bytes = bytes - OLD.stored WHERE key = OLD.container;
                INSERT OR IGNORE INTO discarded VALUES (OLD.file);
            END;
            PRAGMA application_id = \(applicationID);
            PRAGMA user_version = \(version);
            """)
    }
}
