import ArchiveAPI
import Logging
import LuaBridge

/// What Lua finds under its globals, and as the fields of `require "archive_lua"`.
enum Globals {
    static let moduleName = "archive_lua"

    static func module(archive: Archive) -> LuaModule {
        LuaModule(
            moduleName,
            classes: [Archive.self, Project.self, Container.self, PublicContainer.self, File.self],
            functions: [localArchive, scaleBytes, setLogger, help, dir, .spawn, .parallel, RunFunction.function] + SessionFunctions.all
                + Scripting.functions,
            values: [("archive", archive)] + Scripting.values)
    }

    /// What a recipe has of the functions.
    static var sandboxFunctions: [LuaFunction] {
        [scaleBytes, .spawn, .parallel, RecordTable.function, JSONFunctions.toJSON, JSONFunctions.fromJSON, CSVText.function]
    }

    /// Classes of results, which a state knows only once there was one.
    static let resultClasses = [
        ClassDocumentation(of: FileHandle.self), ClassDocumentation(of: ArchiveError.self), ClassDocumentation(of: LuaTask.self),
        ClassDocumentation(of: DirectoryTree.self), ClassDocumentation(of: UsageReport.self), ClassDocumentation(of: FileGlance.self),
    ]

    private static var localArchive: LuaFunction {
        .function(
            "LocalArchive", { (directory: String?) in try await Session.current.localArchive(directory) },
            .optional("directory", "the folder; made and filled with the sample where it is new or empty", names: .localDirectory),
            returns: "Archive",
            """
            Opens an archive in a local folder, with the whole API: for practice, for trying things, and for
            working offline. Without a directory, your own practice archive.

            Errors: local_file.
            Example:
                practice = LocalArchive()
                container = practice:find_container("MyContainer")
            """)
    }

    private static var scaleBytes: LuaFunction {
        .function(
            "scale_bytes",
            { (value: NumberArgument, units: WordArgument<Unit>) -> Quantity in
                switch value {
                case .integer(let bytes): Quantity(bytes: bytes, in: units.word)
                case .float(let bytes): .fraction(bytes / units.word.bytesPerUnit)
                }
            },
            .required("value", "a number of bytes"),
            .required("units", "the unit of the result", choices: WordArgument<Unit>.choices), returns: "number",
            """
            A number of bytes in another unit: powers of 1024.

            Example:
                scale_bytes(1572864, "MB")    --> 1.5
            """)
    }

    private static var setLogger: LuaFunction {
        .function(
            "set_logger",
            { (location: LogLocation, level: LogLevel) in
                switch location {
                case .off: LogDestination.shared.setOff()
                case .screen: LogDestination.shared.setScreen(level: level.level)
                case .file(let path): try LogDestination.shared.setFile(path, level: level.level)
                }
            },
            .optional("location", .screen, "\"screen\" for standard error, a file name, or nil for nowhere", names: .localPath),
            .optional("level", .info, "the least level that is logged", choices: LogLevel.choices),
            help: """
            Says where log messages go. No secret is ever logged.

            Errors: local_file.
            Example:
                set_logger("screen", "DEBUG")
                set_logger(nil)
            """)
    }

    private static var help: LuaFunction {
        .function(
            "help",
            withState: { (state: LuaState, value: LuaValue) in
                guard let text = Help.text(about: value, in: state) else {
                    let topics = Help.topics(in: state)
                    throw Help.unknown(value.string, hint: value.string.flatMap { NearestName.hint(for: $0, among: topics) })
                }
                try Help.show(text, in: state)
            },
            .optional("x", .nil, "a class, method, object or name", names: .topic),
            help: """
            Prints the documentation of a class, a method, an object, or everything of a name.

            Example:
                help(Container.download)
                help "download"
            """)
    }

    private static var dir: LuaFunction {
        .function(
            "dir", withState: { (state: LuaState, value: LuaValue) in try Help.names(of: value, in: state) },
            .optional("x", .nil, "a class, object or table; nil for the globals"), returns: "list of strings",
            """
            The names of the members of a class or object, sorted.

            Example:
                print(table.concat(dir(Container), " "))
            """)
    }
}
