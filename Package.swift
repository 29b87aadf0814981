// swift-tools-version: 6.1
import PackageDescription

let package = Package(
    name: "archive-lua",
    products: [
        .executable(name: "archive-lua", targets: ["archive-lua"]),
        .library(name: "ArchiveAPI", targets: ["ArchiveAPI"]),
        .library(name: "LuaBridge", targets: ["LuaBridge"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
    ],
    targets: [
        .systemLibrary(name: "CLuaLibrary", pkgConfig: "lua5.4", providers: [.apt(["liblua5.4-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        // No pkgConfig: readline's asks for flags that the package manager refuses at every build.
        .target(name: "CReadline", linkerSettings: [.linkedLibrary("readline")]),

        .target(name: "CLua", dependencies: ["CLuaLibrary"]),
        .target(name: "Locking"),
        .target(name: "LuaBridge", dependencies: ["CLua", "Locking"]),
        .target(
            name: "ArchiveAPI",
            dependencies: [
                "CCurl", "CCrypto", "CZlib", "Locking",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Yams", package: "Yams"),
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        .executableTarget(
            name: "archive-lua",
            dependencies: [
                "ArchiveAPI", "LuaBridge", "CReadline", "Locking", .product(name: "Logging", package: "swift-log"),
                .product(name: "TOMLKit", package: "TOMLKit"),
            ]),

        .target(name: "TestSupport", dependencies: ["ArchiveAPI", "Locking"], path: "Tests/TestSupport"),
        .testTarget(name: "LuaBridgeTests", dependencies: ["LuaBridge", "TestSupport"]),
        .testTarget(name: "ArchiveAPITests", dependencies: ["ArchiveAPI", "Locking", "TestSupport"]),
        .target(name: "CTestProcess", path: "Tests/CTestProcess"),
        .testTarget(name: "ArchiveLuaTests", dependencies: ["archive-lua", "TestSupport", "CTestProcess"]),
    ],
    swiftLanguageModes: [.v6]
)
