import LuaBridge

/// Records as comma-separated values, as RFC 4180 has them, with line feeds.
enum CSVText {
    static var function: LuaFunction {
        .function(
            "to_csv",
            withState: { (state: LuaState, records: RecordsArgument, columns: [String]) in
                LuaBytes(try text(of: RecordList(records, columns: columns, function: "to_csv", in: state), in: state))
            },
            .required("records", "tables with names, Files or other objects, or lists of cells"),
            .optional("columns", [], "which, in this order; {} for all"),
            returns: "string",
            """
            Records as CSV: a row with the names of the columns, then a row for each. Cells with commas, quotes or
            line breaks stand in quotes; values are not altered otherwise. What is nil or null is empty.

            Without columns, objects have all their properties that cost no request and are no objects, in their
            order, and tables all their names, sorted. Lists of cells have a first row of names only where columns
            gives them.

            Errors: usage for a cell that is a table or a function.
            Example:
                io.write(to_csv(container:list(), {columns = {"name", "bytes"}}))
                io.write(to_csv({{"a", 1}, {"b", 2}}, {columns = {"letter", "number"}}))
            """)
    }

    private static func text(of list: RecordList, in state: LuaState) throws -> [UInt8] {
        var text: [UInt8] = []
        if let columns = list.columns { append(columns.map { Array($0.utf8) }, to: &text) }
        for (offset, row) in list.rows.enumerated() {
            let cells = try row.enumerated().map { column, value in
                guard let cell = try RecordCell(value, in: state) else {
                    let name = list.columns.map { "'\($0[column])'" } ?? "cell \(column + 1)"
                    throw LuaUsageError(
                        "to_csv: \(name) of record \(offset + 1) is a table or a function, which no cell can hold",
                        hint: "to_json writes tables; a function of your own can make text of it.")
                }
                return cell.bytes
            }
            append(cells, to: &text)
        }
        return text
    }

    private static func append(_ cells: [[UInt8]], to text: inout [UInt8]) {
        // A row of one empty cell would be an empty line, which readers pass over.
        let isBlank = cells.count == 1 && cells[0].isEmpty
        for (offset, cell) in cells.enumerated() {
            if offset > 0 { text.append(UInt8(ascii: ",")) }
            if isBlank || cell.contains(where: { special.contains($0) }) {
                text.append(UInt8(ascii: "\""))
                for byte in cell { text += byte == UInt8(ascii: "\"") ? [byte, byte] : [byte] }
                text.append(UInt8(ascii: "\""))
            } else {
                text += cell
            }
        }
        text.append(UInt8(ascii: "\n"))
    }

    private static let special = Array(",\"\r\n".utf8)
}
