import LuaBridge

/// Records as a table for people.
enum RecordTable {
    static var function: LuaFunction {
        .function(
            "print_table",
            withState: { (state: LuaState, records: RecordsArgument, columns: [String]) in
                let list = try RecordList(records, columns: columns, function: "print_table", in: state)
                Screen.show(try text(of: list, on: .current(Screen.results.withLock(\.self)), in: state))
            },
            .required("records", "tables with names, Files or other objects, or lists of cells"),
            .optional("columns", [], "which, in this order; {} for all"),
            help: """
            Prints records in aligned columns: on a terminal cut to its width, elsewhere whole and without colours.
            What could disturb a terminal is written as an escape. Which columns there are is as for to_csv.

            Errors: usage.
            Example:
                print_table(container:list(), {columns = {"name", "bytes", "last_modified"}})
                print_table{{name = "a", size = 1}, {name = "b", size = 22}}
            """)
    }

    static func text(of list: RecordList, on screen: Screen, in state: LuaState) throws -> String {
        let printer = try Printer(state)
        var isNumeric = [Bool](repeating: true, count: list.columns?.count ?? list.rows.first?.count ?? 0)
        var hasPaths = [Bool](repeating: false, count: isNumeric.count)
        let rows = try list.rows.map { row in
            try row.enumerated().map { column, value in
                guard let cell = try RecordCell(value, in: state) else {
                    isNumeric[column] = false
                    return try printer.text(of: value, width: .max)
                }
                if !cell.isNumber, !cell.bytes.isEmpty { isNumeric[column] = false }
                if cell.bytes.contains(UInt8(ascii: "/")) { hasPaths[column] = true }
                return TerminalText.line(cell.bytes)
            }
        }
        guard !isNumeric.isEmpty else { return "" }
        let columns = isNumeric.indices.map { column in
            TextTable.Column(
                title: list.columns.map { TerminalText.line($0[column]) } ?? "",
                alignment: isNumeric[column] && !rows.isEmpty ? .right : .left,
                narrowest: isNumeric[column] ? nil : 8, cutsMiddle: hasPaths[column])
        }
        // Only a terminal has an end.
        let lines = TextTable(columns: columns, rows: rows).lines(width: screen.rows == nil ? .max : screen.columns)
        let heading = list.columns == nil ? [] : [screen.styled(lines[0], .heading)]
        return (heading + lines.dropFirst()).map { $0 + "\n" }.joined()
    }
}
