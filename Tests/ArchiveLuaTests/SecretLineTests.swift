import Testing

@testable import archive_lua

@Suite struct SecretLineTests {
    @Test(arguments: [
        "Archive(\"me\", {password = \"hunter2\"})", "password = 'x'", "local my_token <const> = read()",
        "t[\"password\"] = 1", "Archive(\"me\", \"gAAAA\")", "Archive('me', token)", "login(apiKey)",
        "Container('c', 'me', 'gAAAA')", "CSCS_PASS='x'", "f{client_secret = 's'}", "a, key = 1, 2",
        "Archive{username = 'me',\n  token = 'x'}", "post('x' .. token .. 'y')", "cfg.auth.password = 'x'",
    ])
    func forgetsSecrets(line: String) { #expect(SecretLine.isSecret(line)) }

    @Test(arguments: [
        "for key, value in pairs(t) do print(value) end", "print(monkey)", "container:list()", "x == token",
        "Container('MyContainer', 'me')", "Archive('me', {cloud = 'work'})", "Project('p', 'me')", "keyboard = 1",
        "compass = 2", "return t.key", "help(Archive)", "print('password')", "bypass = 1",
        "Container('c', 'me', nil, 'MyProject')",
    ])
    func keepsTheRest(line: String) { #expect(!SecretLine.isSecret(line)) }
}
