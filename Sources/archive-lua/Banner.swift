/// What a session begins with: the version, which archive, and how to get help, in two lines.
enum Banner {
    static func text(_ session: Session) -> String {
        let program = "archive-lua \(Usage.version), \(Usage.luaCopyright), on "
        let room = max(20, Screen.current().columns - 1 - program.count)
        return program + TextTable.cut(describe(session), to: room, inMiddle: true) + "\n"
            + "help() explains, dir(x) lists members, Ctrl-D leaves.\n"
    }

    private static func describe(_ session: Session) -> String {
        switch session.source {
        case .local(nil, chosen: false): "the practice archive: no cloud is configured."
        case .local(nil, chosen: true): "the practice archive."
        case .local(let directory?, _): "\(TerminalText.line(directory))."
        case .cloud: "\(TerminalText.line(session.archive.backend.label))."
        }
    }
}
