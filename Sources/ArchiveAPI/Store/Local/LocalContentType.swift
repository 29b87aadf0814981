/// The content type that the service gives to an object by its name, where a client names none.
enum LocalContentType {
    static func guess(_ name: String) -> String {
        let base = name.utf8.split(separator: UInt8(ascii: "/")).last.map { String(decoding: $0, as: UTF8.self) } ?? ""
        var parts = base.lowercased().split(separator: ".", omittingEmptySubsequences: false)
        // What a compressed file holds gives its type, as Python's table of types has it.
        if let last = parts.last, parts.count > 2, compressions.contains(String(last)) { parts.removeLast() }
        guard parts.count > 1, let last = parts.last, !(parts.count == 2 && parts[0].isEmpty) else { return unknown }
        return byExtension[shortened[String(last)] ?? String(last)] ?? unknown
    }

    static let unknown = "application/octet-stream"

    private static let compressions: Set<String> = ["gz", "z", "bz2", "xz", "br"]
    private static let shortened = ["tgz": "tar", "taz": "tar", "tz": "tar", "tbz2": "tar", "txz": "tar", "svgz": "svg"]

    private static let byExtension: [String: String] = Dictionary(
        table.split(separator: "\n").flatMap { line -> [(String, String)] in
            let words = line.split(separator: " ").map(String.init)
            return words.dropFirst().map { ($0, words[0]) }
        }, uniquingKeysWith: { first, _ in first })

    private static let table = """
        application/javascript js mjs
        application/json json
        application/manifest+json webmanifest
        application/msword doc dot
        application/n-quads nq
        application/n-triples nt
        application/pdf pdf
        application/postscript ai eps ps
        application/vnd.ms-excel xls xlb
        application/vnd.ms-powerpoint ppt pps pot
        application/vnd.oasis.opendocument.spreadsheet ods
        application/vnd.oasis.opendocument.text odt
        application/vnd.openxmlformats-officedocument.spreadsheetml.sheet xlsx
        application/vnd.openxmlformats-officedocument.presentationml.presentation pptx
        application/vnd.openxmlformats-officedocument.wordprocessingml.document docx
        application/wasm wasm
        application/x-bcpio bcpio
        application/x-cpio cpio
        application/x-csh csh
        application/x-dvi dvi
        application/x-gtar gtar
        application/x-hdf hdf
        application/x-hdf5 h5
        application/x-latex latex
        application/x-netcdf nc cdf
        application/x-python-code pyc pyo
        application/x-sh sh
        application/x-shar shar
        application/x-tar tar
        application/x-tcl tcl
        application/x-tex tex
        application/x-texinfo texi texinfo
        application/x-troff roff t tr
        application/x-troff-man man
        application/xml xsl rdf wsdl xpdl
        application/zip zip
        audio/aac aac
        audio/basic au snd
        audio/mpeg mp2 mp3
        audio/opus opus
        audio/x-aiff aif aifc aiff
        audio/x-wav wav
        image/avif avif
        image/bmp bmp
        image/gif gif
        image/heic heic
        image/jpeg jpg jpe jpeg
        image/png png
        image/svg+xml svg
        image/tiff tif tiff
        image/vnd.microsoft.icon ico
        image/x-portable-anymap pnm
        image/x-portable-bitmap pbm
        image/x-portable-graymap pgm
        image/x-portable-pixmap ppm
        message/rfc822 eml mht mhtml nws
        text/css css
        text/csv csv
        text/html html htm
        text/n3 n3
        text/plain txt bat c h ksh pl srt
        text/richtext rtx
        text/tab-separated-values tsv
        text/vtt vtt
        text/x-python py
        text/x-setext etx
        text/x-sgml sgm sgml
        text/x-vcard vcf
        text/xml xml
        video/mp4 mp4
        video/mpeg mpeg mpg mpe m1v mpa
        video/quicktime mov qt
        video/webm webm
        video/x-msvideo avi
        """
}
