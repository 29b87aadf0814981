/// Why there is no answer. A server's answer is none of these, whatever its status.
public enum HTTPFailure: Error, Sendable, Equatable {
    /// Why a certificate, or TLS as a whole, was refused.
    public enum TLSRefusal: Sendable, Equatable {
        case expired
        case notYetValid
        /// The certificate is for another host.
        case wrongHost
        /// Signed by nobody that is trusted here, or by itself.
        case unknownAuthority
        case revoked
        /// The file of trusted authorities cannot be read, or holds none.
        case unreadableAuthorities(file: String)
        /// This client's own certificate or key cannot be used.
        case unusableClientCertificate
        /// Whatever else libcurl reports, in its words.
        case other(String)
    }

    public enum Phase: Sendable, Equatable {
        case connecting
        /// Connected, but no byte moved for as long as the configuration allows.
        case silence
    }

    public enum Direction: Sendable, Equatable {
        case sending, receiving
    }

    /// The request cannot be sent as it is: the caller's mistake.
    case invalidRequest(String)
    case couldNotResolve(host: String)
    /// Refused by the host, or no way to it.
    case couldNotConnect(reason: String)
    case tls(TLSRefusal)
    case timedOut(Phase, after: Duration)
    /// The connection ended too early: so many bytes of the body had passed, of so many where that is known.
    case cutOff(Direction, bytes: Int64, of: Int64?)
    case tooManyRedirects
    /// A redirect to an address that may not be followed.
    case refusedRedirect(to: String)
    /// What came is not an HTTP answer.
    case unreadableAnswer(String)
    /// The answer was to be collected in memory and is longer than this many bytes.
    case answerTooLong(limit: Int)
    /// The source of the body had fewer or more bytes than it said.
    case bodyLengthChanged(expected: Int64)
    case cancelled
    /// The client was closed before the answer came.
    case closed
    /// libcurl could not be set up.
    case unavailable(String)
}

extension HTTPFailure {
    /// Whether the same request may get an answer when it is sent again.
    public var mayPass: Bool { usefulAttempts > 1 }

    /// How many attempts are worth it. Who cannot be reached within the time for connecting is tried once
    /// more: each further attempt would take as long.
    var usefulAttempts: Int {
        switch self {
        case .couldNotConnect, .timedOut(.silence, _), .cutOff: .max
        case .timedOut(.connecting, _): 2
        case .invalidRequest, .couldNotResolve, .tls, .tooManyRedirects, .refusedRedirect, .unreadableAnswer,
            .answerTooLong, .bodyLengthChanged, .cancelled, .closed, .unavailable:
            1
        }
    }

    /// Whether the server may have done what was asked although no answer came.
    public var mayHaveHappened: Bool {
        switch self {
        case .timedOut(.silence, _), .cutOff, .unreadableAnswer, .answerTooLong, .cancelled, .closed: true
        default: false
        }
    }
}
