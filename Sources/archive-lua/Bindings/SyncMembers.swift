import ArchiveAPI
import LuaBridge

/// Two trees side by side: the same code for Container and PublicContainer.
extension LuaMember where Class: ReadableContainer {
    static var syncing: [LuaMember] {
        [
            .method(
                "sync",
                { (container: Class, directory: String, direction: WordArgument<SyncOptions.Direction>, path: String, include: GlobArgument, exclude: GlobArgument, deletes: Bool, comparison: WordArgument<SyncOptions.Comparison>, isDryRun: Bool, concurrency: Int, bandwidth: Bandwidth?, progress: ProgressArgument, raises: Bool) in
                    var options = SyncOptions()
                    options.direction = direction.word
                    options.directory = path
                    options.include = include.patterns
                    options.exclude = exclude.patterns
                    options.deletes = deletes
                    options.comparison = comparison.word
                    options.isDryRun = isDryRun
                    let sync = options
                    return try await SyncMessages.sayingUnmatched {
                        let report = try await TransferArguments(concurrency, bandwidth, progress, raises).run { options in
                            try await container.sync(directory, sync, options)
                        }
                        if isDryRun { SyncMessages.print(report.sync?.plan ?? []) }
                        return report
                    }
                },
                .required("local_directory", "the local directory", names: .localDirectory),
                .optional("direction", WordArgument<SyncOptions.Direction>(.down), "\"down\" makes the local directory what the container has, \"up\" the other way round", choices: WordArgument<SyncOptions.Direction>.choices),
                .optional("dir_path", "", "the directory of the container; \"\" for all of it", names: .directory),
                SyncParameter.include, SyncParameter.exclude,
                .optional("delete", false, "delete what only the side that is written to has, once all else has succeeded"),
                .optional("compare", WordArgument<SyncOptions.Comparison>(.checksum), "by the bytes, or by size and time and the bytes only where those differ", choices: WordArgument<SyncOptions.Comparison>.choices),
                .optional("dry_run", false, "do nothing; print what would be done, a line for each thing"),
                TransferParameter.concurrency, TransferParameter.bandwidth, TransferParameter.progress,
                TransferParameter.raises,
                returns: "list of strings",
                """
                Makes a local directory and the container the same. What is the same already stays; cut off, the same
                call goes on. Returns the paths that are there now, with the fields done, skipped, failed, bytes,
                seconds, and deleted, left (what has no counterpart: markers of directories and the like), unmatched
                (patterns that matched nothing) and plan (tables with action, path, bytes and reason).

                Errors: not_found where nothing is below dir_path; local_file; unsafe_path for names and links that
                cannot be on the other side; integrity.
                Example:
                    container:sync("data", {exclude = {"*.tmp", "/scratch/"}, dry_run = true})
                    container:sync("data", {direction = "up", dir_path = "backup"})
                """),
            .method(
                "verify",
                { (container: Class, directory: String, path: String, include: GlobArgument, exclude: GlobArgument, manifest: String?, concurrency: Int, progress: ProgressArgument, raises: Bool) in
                    var options = VerifyOptions()
                    options.directory = path
                    options.include = include.patterns
                    options.exclude = exclude.patterns
                    options.manifest = manifest
                    let verify = options
                    return try await SyncMessages.sayingUnmatched {
                        try await TransferArguments(concurrency, nil, progress, raises).run { options in
                            try await container.verify(directory, verify, options)
                        }
                    }
                },
                .required("local_directory", "the local directory", names: .localDirectory),
                .optional("dir_path", "", "the directory of the container, or of the manifest's names; \"\" for all", names: .directory),
                SyncParameter.include, SyncParameter.exclude,
                .optional("manifest", "a local file of checksums to compare with, in place of the container's", names: .localPath),
                TransferParameter.concurrency, TransferParameter.progress, TransferParameter.raises,
                returns: "list of strings",
                """
                Compares every byte of a local directory with the checksums of the container, or with those of a file
                as sha256sum, md5sum or BagIt write it. Changes nothing. Returns the names that match, with the fields
                matching, differing, missing and extra (locally), unchecked (errors), unmatched, bytes and seconds.

                Errors: integrity where a file differs, is missing or could not be checked; not_found; local_file;
                usage for a file that is no manifest.
                Example:
                    report = container:verify("recordings", {dir_path = "recordings", raise = false})
                    print(#report.matching, #report.differing, #report.missing)
                """),
        ]
    }
}

private enum SyncParameter {
    static let include = Parameter<GlobArgument>.optional(
        "include", .none, "only what these patterns match, as in a .gitignore; {} for everything")
    static let exclude = Parameter<GlobArgument>.optional(
        "exclude", .none, "not what these patterns match, as in a .gitignore; it is not deleted either")
}
