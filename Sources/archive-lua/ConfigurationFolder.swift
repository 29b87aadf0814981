/// The user's own files for this program.
enum ConfigurationFolder {
    /// `$XDG_CONFIG_HOME/archive-lua/…`, or below `~/.config`; nil where there is no home.
    static func path(of name: String) -> String? {
        if let folder = Environment.all["XDG_CONFIG_HOME"], folder.hasPrefix("/") { return "\(folder)/archive-lua/\(name)" }
        guard let home = Environment.all["HOME"], home.hasPrefix("/") else { return nil }
        return "\(home)/.config/archive-lua/\(name)"
    }
}
