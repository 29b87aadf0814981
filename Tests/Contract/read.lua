local c = fresh("read")
put(c, "text.txt", "Zürich\n")
put(c, "latin.txt", "Z\xFCrich")
put(c, "data.json", '{"a": "\xC3\xA9"}')
put(c, "data.bin", "\xFF\xFE\0")
put(c, "empty.txt", "")
same(c:read("text.txt"), "Zürich\n")
same(c:read("latin.txt", "latin-1"), "Zürich")
same(c:read("latin.txt", "cp1252"), "Zürich")
same(c:read{file_path = "latin.txt", decode = "iso-8859-1"}, "Zürich")
same(c:read("latin.txt", false), "Z\xFCrich")
same(c:read("latin.txt", {decode = false}), "Z\xFCrich")
c:read("latin.txt") --> decoding: byte 1
c:read("text.txt", "ascii") --> decoding
c:read("text.txt", "klingon") --> usage: klingon
same(c:read("data.json"), '{"a": "é"}')
same(c:read("data.bin"), "\xFF\xFE\0")
c:read("data.bin", "utf-8", {c:get("data.bin").content_type}) --> decoding
same(c:read("empty.txt"), "")
same(c:get("text.txt"):read(), "Zürich\n")
same(c:get("latin.txt"):read("latin-1"), "Zürich")
same(c:get("latin.txt"):read{decode = false}, "Z\xFCrich")
c:read("absent") --> not_found
c:read("text.txt", true) --> usage: decode
c:read("text.txt", "utf-8", "text/plain") --> usage: accept

same(c:checksum("text.txt"), c:get("text.txt").hash)
same(c:checksum("empty.txt"), "d41d8cd98f00b204e9800998ecf8427e")
same(c:checksum("data.bin", "sha1"), "b11b4321218546dd157b6dd23f1e783339c4c5ee")
same(c:checksum("data.bin", "sha256"), "ba778c0261008c8f71ae4061ad0162ffcbe63b52c91f89f236738131d1217ec7")
same(#c:get("data.bin"):checksum("sha512"), 128)
c:checksum("absent") --> not_found
c:checksum("text.txt", "md4") --> usage: "md5"
c:checksum("") --> usage: empty
project:delete_container(c.name, {confirm = c.name})
