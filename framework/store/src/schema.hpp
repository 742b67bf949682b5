// The tables of <store>/store.db.
//
// A row ends in its seal (sqlite.hpp), except where the content is checked otherwise: the bytes of a payload
// by their digest, a row of `produced` by the unit it names. Digests are blobs of 32 bytes.
#pragma once

namespace flowrun::store {

constexpr int application_id = 0x666c6f77;  // "flow"
constexpr int schema_version = 1;           // user_version; raised when a table changes

// One statement a line item, in the order of creation. SQLite keeps the texts word for word, and opening a
// store compares them.
constexpr const char* schema[] = {
    "CREATE TABLE units(key BLOB PRIMARY KEY, outcome INTEGER, reason TEXT, transient INTEGER, "
    "microseconds INTEGER, build_id TEXT, stage_type TEXT, outputs BLOB, seal BLOB)",
    // Which units emitted a record with this digest.
    "CREATE TABLE produced(digest BLOB, unit BLOB, PRIMARY KEY(digest, unit)) WITHOUT ROWID",
    "CREATE TABLE payloads(digest BLOB PRIMARY KEY, bytes BLOB)",
    // finished_ms 0: not finished.
    "CREATE TABLE runs(id INTEGER PRIMARY KEY, pipeline TEXT, file TEXT, profile TEXT, options TEXT, "
    "started_ms INTEGER, finished_ms INTEGER, exit_code INTEGER, seal BLOB)",
    "CREATE INDEX runs_by_pipeline ON runs(pipeline)",
    "CREATE TABLE stage_runs(id INTEGER PRIMARY KEY, run INTEGER, stage TEXT, stage_type TEXT, "
    "version INTEGER, build_id TEXT, key_summary TEXT, items INTEGER, emitted INTEGER, dropped INTEGER, "
    "failed INTEGER, cancelled INTEGER, held INTEGER, restored INTEGER, microseconds INTEGER, "
    "status INTEGER, seal BLOB, UNIQUE(run, stage))",
    // Many units to a row (run_unit_table.cpp), because every run writes all of its units and they are read
    // as a whole: a row each, with indexes for lineage, took a dozen times as long.
    "CREATE TABLE run_units(stage_run INTEGER, part INTEGER, units BLOB, seal BLOB, "
    "PRIMARY KEY(stage_run, part))",
    "CREATE TABLE published(path TEXT PRIMARY KEY, digest BLOB, seal BLOB)",
    "CREATE TABLE file_digests(device INTEGER, inode INTEGER, size INTEGER, modified_ns INTEGER, "
    "changed_ns INTEGER, digest BLOB, seal BLOB, PRIMARY KEY(device, inode)) WITHOUT ROWID",
};

}  // namespace flowrun::store
