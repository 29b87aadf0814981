/// How to reach servers.
public struct HTTPConfiguration: Sendable {
    /// A PEM file of authorities to trust instead of the system's.
    public var caFile: String?
    /// False trusts any certificate of any host: for nothing but a test set-up.
    public var verifiesCertificates = true
    /// A PEM file with the certificate by which this client shows who it is, and one with its key.
    public var clientCertificateFile: String?
    public var clientKeyFile: String?
    /// For finding the host, connecting and agreeing on TLS, together.
    public var connectTimeout: Duration = .seconds(15)
    /// For how long no byte may move, in either direction.
    public var silenceTimeout: Duration = .seconds(60)
    /// For how long a connection that nobody uses is kept. Swift's proxies close it after a minute.
    public var idleTimeout: Duration = .seconds(50)
    /// Further requests to the same host and port wait for their turn.
    public var maxConnectionsPerHost = 64
    public var userAgent = "archive-lua/0.1"

    public init() {}
}
