import Foundation

extension PracticeSample {
    struct Container {
        let project: String
        let name: String
        var isPublic = false
    }

    struct File {
        let container: Container
        let name: String
        let content: [UInt8]
        /// nil: what the name says.
        var type: String?
    }

    static let users = ["golgi", "ramonycajal", "sherrington", "hodgkin"]
    static let projects = ["MyProject", "OtherProject"]
    static let containers = [mine, open, info, other]

    private static let mine = Container(project: "MyProject", name: "MyContainer")
    private static let open = Container(project: "MyProject", name: "my_container", isPublic: true)
    private static let info = Container(project: "MyProject", name: "project_info")
    private static let other = Container(project: "OtherProject", name: "OtherContainer")

    /// Made afresh at each call, always the same bytes.
    static var files: [File] {
        get throws {
            var files = [
                file(mine, "README.txt", readme),
                file(mine, "my_data.txt", columns(rows: 1000)),
                File(container: mine, name: "my_file.dat", content: noise(1_000_000, seed: 1)),
                file(mine, "config.json", "{\"experiment\": \"demo\", \"electrodes\": 4, \"sampling_rate_hz\": 10000}\n"),
                file(mine, "results/Übersicht 2019.txt", "Vier Ableitungen, je zwei Reize. Temperatur: 34 °C.\n"),
                file(mine, "results/mean firing rates.csv", table(rows: 40)),
                file(mine, "results/figures/figure 1 (draft).svg", figure),
                File(container: mine, name: "notes/latin1.txt", content: latin1("Mémoire de stage, café à 3 °C, Größe: 12 µm.\n"), type: "text/plain; charset=iso-8859-1"),
                file(mine, "notes/empty.txt", ""),
                file(open, "README.txt", readme),
                file(open, "morphologies/cell_01.swc", morphology),
                file(open, "recordings/public_01.csv", table(rows: 200)),
                file(info, "user_ids", try userList()),
                file(other, "README.txt", "The container of another project.\n"),
                File(container: other, name: "simulations/run_01.h5", content: noise(200_000, seed: 20)),
            ]
            for day in 1...3 {
                for cell in 1...4 {
                    let name = "recordings/2019-06-0\(day)/cell_\(cell)"
                    files.append(File(container: mine, name: name + ".nwb", content: noise(100_000, seed: UInt64(day * 10 + cell))))
                    files.append(file(mine, name + ".json", "{\"cell\": \(cell), \"day\": \"2019-06-0\(day)\", \"depth_um\": \(100 * cell)}\n"))
                }
                files.append(file(mine, "recordings/2019-06-0\(day)/stimulus.csv", table(rows: 100 * day)))
            }
            return files
        }
    }

    private static func file(_ container: Container, _ name: String, _ text: String) -> File {
        File(container: container, name: name, content: Array(text.utf8))
    }

    private static let readme = """
        This is a practice archive: a folder on your own disk that behaves as an archive does.

        Change, move and delete whatever you like. Nothing here is anybody's data.

        my_data.txt    four columns of numbers: time in s, potential in mV, current in nA, temperature in °C
        my_file.dat    a megabyte of binary noise
        recordings/    three days of made-up recordings
        results/       tables and a figure
        notes/         a text in Latin-1, and an empty one

        """

    /// Columns of numbers with a space between, for numpy.loadtxt and for Lua's read("n").
    private static func columns(rows: Int) -> String {
        (0..<rows).map { row in
            let random = Int(UInt64(row) &* 2_654_435_761 % 1000)
            return "\(decimal(row, 1)) \(decimal(-700 + random / 20, 1)) \(decimal(row % 50, 2)) \(decimal(340 + random % 7, 1))\n"
        }.joined()
    }

    /// A whole number of tenths or hundredths, without the detour of binary fractions.
    private static func decimal(_ value: Int, _ places: Int) -> String {
        let unit = places == 1 ? 10 : 100
        let fraction = String(abs(value) % unit)
        return (value < 0 ? "-" : "") + "\(abs(value) / unit)." + String(repeating: "0", count: places - fraction.count) + fraction
    }

    private static func table(rows: Int) -> String {
        "index,time_s,value\n" + (0..<rows).map { "\($0),\(decimal($0 * 5, 2)),\(decimal(($0 * 37) % 400, 1))\n" }.joined()
    }

    private static func latin1(_ text: String) -> [UInt8] { text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) } }

    /// Bytes that look random and are always the same.
    private static func noise(_ count: Int, seed: UInt64) -> [UInt8] {
        var state = seed &* 0x9e37_79b9_7f4a_7c15 | 1
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            for start in stride(from: 0, to: count, by: 8) {
                state ^= state << 13
                state ^= state >> 7
                state ^= state << 17
                for offset in 0..<min(8, count - start) { buffer[start + offset] = UInt8(truncatingIfNeeded: state >> (8 * UInt64(offset))) }
            }
            initialized = count
        }
    }

    private static func userList() throws -> String {
        "# user ids\n" + (try users.map { "\(try LocalProjects.id(of: "user", $0)) \($0)\n" }.joined())
    }

    private static let morphology = """
        # id type x y z radius parent
        1 1 0.0 0.0 0.0 6.2 -1
        2 3 0.0 8.0 0.0 1.1 1
        3 3 2.5 21.0 1.0 0.8 2
        4 3 -4.0 24.5 0.5 0.7 2

        """

    private static let figure = """
        <svg xmlns="http://www.w3.org/2000/svg" width="120" height="60">
          <polyline points="0,50 20,48 30,10 40,52 60,49 120,50" fill="none" stroke="black"/>
        </svg>

        """
}
