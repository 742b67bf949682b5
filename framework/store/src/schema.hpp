// The tables of <store>/store.db.
//
// A row ends in its seal (sqlite.hpp), except where the content is checked otherwise. Digests are blobs of 32 bytes.
#pragma once

namespace flowrun::store {

constexpr int application_id = 0x666c6f77;  // "flow"
constexpr int schema_version = 4;           // user_version; raised when a table or store.data changes

// One statement a line item, in the order of creation. SQLite keeps the texts word for word, and opening a
// store compares them.
constexpr const char* schema[] = {
    // One row: what store.data holds (archive_table.hpp).
    "CREATE TABLE archive(id INTEGER PRIMARY KEY, size INTEGER, units INTEGER, commits INTEGER, seal BLOB)",
    // Where in store.data a digest lies (index.hpp).
    "CREATE TABLE index_parts(run INTEGER, part INTEGER, entries BLOB, seal BLOB, PRIMARY KEY(run, part))",
    "CREATE TABLE condemned(digest BLOB PRIMARY KEY) WITHOUT ROWID",
    // finished_ms 0: not finished. data_begin: Run::data_begin.
    "CREATE TABLE runs(id INTEGER PRIMARY KEY, pipeline TEXT, file TEXT, profile TEXT, options TEXT, "
    "started_ms INTEGER, finished_ms INTEGER, exit_code INTEGER, data_begin INTEGER, seal BLOB)",
    "CREATE TABLE stage_runs(id INTEGER PRIMARY KEY, run INTEGER, stage TEXT, stage_type TEXT, "
    "version INTEGER, build_id TEXT, key_summary TEXT, inputs TEXT, once TEXT, results TEXT, items INTEGER, "
    "emitted "
    "INTEGER, "
    "dropped INTEGER, rejected INTEGER, failed INTEGER, cancelled INTEGER, held INTEGER, restored INTEGER, "
    "microseconds INTEGER, "
    "status INTEGER, seal BLOB, UNIQUE(run, stage))",
    // Units of a stage that has not ended, many to a row (run_unit_table.hpp).
    "CREATE TABLE run_units(stage_run INTEGER, part INTEGER, units BLOB, seal BLOB, "
    "PRIMARY KEY(stage_run, part))",
    // Those of a stage that has ended: ids of lists, which runs share.
    "CREATE TABLE stage_lists(stage_run INTEGER PRIMARY KEY, lists BLOB, seal BLOB)",
    // Small columns first: who looks for a record reads keys and not units (unit_search.hpp). The seal leaves units out,
    // which the digest checks.
    "CREATE TABLE unit_lists(id INTEGER PRIMARY KEY, digest BLOB UNIQUE, first BLOB, keys BLOB, seal BLOB, "
    "units BLOB)",
    "CREATE TABLE published(path TEXT PRIMARY KEY, digest BLOB, seal BLOB)",
    "CREATE TABLE file_digests(device INTEGER, inode INTEGER, size INTEGER, modified_ns INTEGER, "
    "changed_ns INTEGER, digest BLOB, seal BLOB, PRIMARY KEY(device, inode)) WITHOUT ROWID",
    // Behind all tables: VACUUM writes them in this order.
    "CREATE INDEX runs_by_pipeline ON runs(pipeline)",
};

}  // namespace flowrun::store
