/// What a session begins with: the version, which archive, and how to get help, in two lines.
enum Banner {
    static func text(_ session: Session) -> String {
        "archive-lua \(Usage.version), \(Usage.luaCopyright). archive is \(describe(session))\n"
            + "help() explains, dir(x) lists members, Ctrl-D leaves.\n"
    }

    private static func describe(_ session: Session) -> String {
        switch session.source {
        case .local(nil, chosen: false): "the practice archive: no cloud is configured."
        case .local(nil, chosen: true): "the practice archive."
        case .local(let directory?, _): "in \(TerminalText.line(directory))."
        case .cloud: "\(TerminalText.line(session.archive.backend.label))."
        }
    }
}
