import ArchiveAPI
import LuaBridge

/// The conditions that list and files take, in the reference's order.
enum FilterParameter {
    static let directory = Parameter<String?>.optional("dir_path", "only what is below this directory", names: .directory)
    static let contentType = Parameter<String?>.optional("content_type", "only this type, with or without parameters")
    static let newerThan = Parameter<DateArgument?>.optional("newer_than", "only files modified after this")
    static let olderThan = Parameter<DateArgument?>.optional("older_than", "only files modified before this")
    static let substring = Parameter<String?>.optional("contains_substring", "only names that hold this text")
    static let fileExtension = Parameter<String?>.optional("extension", "only names that end in this")

    static let listHelp = """
        All files that fulfil every condition given, complete however many there are.
        Dates are ISO 8601 text (UTC where it has no zone), os.time() numbers or os.date("*t") tables.

        Example:
            files = container:list{dir_path = "sub-01", extension = ".nwb", newer_than = "2019-06-01"}
            print(#files, files[1].name)
        """
}

extension ListFilter {
    init(
        _ directory: String?, _ contentType: String?, _ newerThan: DateArgument?, _ olderThan: DateArgument?,
        _ substring: String?, _ fileExtension: String?
    ) {
        self.init(
            directory: directory, contentType: contentType, newerThan: newerThan?.seconds, olderThan: olderThan?.seconds,
            substring: substring, fileExtension: fileExtension)
    }
}
