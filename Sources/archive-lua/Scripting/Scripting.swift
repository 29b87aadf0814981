import LuaBridge

/// What scripts need beside the archive: their arguments, and their results in forms that others read.
enum Scripting {
    static let functions: [LuaFunction] = [
        ScriptArguments.function, RecordTable.function, JSONFunctions.toJSON, JSONFunctions.fromJSON, CSVText.function,
    ]

    static let values: [(name: String, value: any LuaResult)] = [("null", JSONNull())]
}
