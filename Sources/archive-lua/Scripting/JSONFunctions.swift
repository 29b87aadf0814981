import ArchiveAPI
import LuaBridge

/// `to_json` and `from_json`.
enum JSONFunctions {
    static var toJSON: LuaFunction {
        .function(
            "to_json",
            withState: { (state: LuaState, value: LuaData, indent: Int) in
                guard (0...16).contains(indent) else {
                    throw LuaUsageError("to_json: 'indent' must be from 0 to 16, got \(indent)")
                }
                return try JSONWriter.text(of: value.value, indent: indent, in: state)
            },
            .required("value", "anything but functions, and tables that hold themselves"),
            .optional("indent", 0, "spaces for each level; 0 for all in one line"), returns: "string",
            """
            A value as JSON. Integers stay integers however large, floats are written so that they are read back
            the same, and the names in objects are sorted. An object of the archive, as a File, is written as its
            properties that cost no request; an object among them, as its name.

            An empty table is written as {}, unless from_json made it of [] or its metatable has
            __jsontype = "array". null stands for an element or field that is null; nil leaves no trace.

            Errors: usage for what JSON has not: functions, infinity, text that is not UTF-8, lists with holes,
            keys that are no strings, tables that hold themselves or go deeper than 200 levels.
            Example:
                print(to_json({name = "sub-01", sizes = {1, 2.5}}))    --> {"name":"sub-01","sizes":[1,2.5]}
                print(to_json(container:list(), {indent = 2}))
            """)
    }

    static var fromJSON: LuaFunction {
        .function(
            "from_json",
            { (text: LuaBytes) in
                FromJSON(try JSONValue(parsing: text.bytes))
            },
            .required("text", "the JSON"), returns: "any value",
            """
            What a JSON text says. Whole numbers become integers, null becomes the global null, and of a name that
            stands in an object twice the last counts.

            Errors: decoding where the text is no JSON, with line and column.
            Example:
                settings = from_json('{"subjects": ["sub-01", null], "count": 2}')
                print(settings.count, settings.subjects[2] == null)    --> 2  true
            """)
    }
}
