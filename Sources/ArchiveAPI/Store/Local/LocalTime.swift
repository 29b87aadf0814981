import Foundation

/// Times of the index, in microseconds since 1970, as the service writes them.
enum LocalTime {
    static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
    }

    /// `1559390400.00000`, as in X-Timestamp.
    static func timestamp(_ time: Int64) -> String {
        "\(time / 1_000_000).\(pad(Int(time % 1_000_000) / 10, 5))"
    }

    /// `Sat, 01 Jun 2019 12:00:00 GMT`, as in Last-Modified: rounded up to a second, as the service does.
    static func http(_ time: Int64) -> String {
        let parts = broken(time + 999_999)
        let day = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][Int(parts.tm_wday)]
        let month = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][Int(parts.tm_mon)]
        return "\(day), \(pad(Int(parts.tm_mday))) \(month) \(pad(Int(parts.tm_year) + 1900, 4))"
            + " \(pad(Int(parts.tm_hour))):\(pad(Int(parts.tm_min))):\(pad(Int(parts.tm_sec))) GMT"
    }

    private static func broken(_ time: Int64) -> tm {
        var seconds = time_t(time / 1_000_000)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        return parts
    }

    private static func pad(_ number: Int, _ width: Int = 2) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
