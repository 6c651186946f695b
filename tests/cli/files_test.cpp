// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/files.hpp"
#include "tools/sources.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>

namespace elig::tools {
namespace {
namespace fs = std::filesystem;

std::string gzip(const std::string& text) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(deflateBound(&stream, static_cast<uLong>(text.size())) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

class Files : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("elig-files-" + std::to_string(::getpid()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::string put(const std::string& name, const std::string& content) {
    const fs::path path = folder_ / name;
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << content;
    return path.string();
  }
  std::string reason_to_refuse(const std::string& name) {
    try {
      (void)read_file(name);
    } catch (const FileError& error) {
      return error.what();
    }
    return "not refused";
  }
  fs::path folder_;
};

TEST_F(Files, AFolderIsItsFilesAtAnyDepthInByteOrderOfTheirPaths) {
  for (const char* name : {"b.json", "a/z.txt", "a/B.txt", "Z.xml", ".hidden", ".git/config", "a/.x", "ä.txt"}) put(name, "x");
  std::vector<std::string> names;
  for (const Path& path : expand(folder_.string())) {
    EXPECT_FALSE(path.named);
    names.push_back(fs::path(path.name).lexically_relative(folder_).string());
  }
  EXPECT_THAT(names, testing::ElementsAre("Z.xml", "a/B.txt", "a/z.txt", "b.json", "ä.txt"));
}

TEST_F(Files, AnEmptyFolderAndAMissingFileAreRefused) {
  EXPECT_THROW((void)expand(folder_.string()), FileError);
  EXPECT_THROW((void)expand((folder_ / "none").string()), FileError);
  EXPECT_THAT(reason_to_refuse((folder_ / "none").string()), testing::HasSubstr("no such file"));
  EXPECT_THAT(reason_to_refuse(folder_.string()), testing::HasSubstr("is a folder"));
}

TEST_F(Files, GzipIsToldByItsBytesNotByItsName) {
  const std::string text = "Inclusion Criteria:\n- Age 18 years and over\n";
  EXPECT_EQ(read_file(put("packed.txt", gzip(text))), text);
  EXPECT_EQ(read_file(put("plain.txt.gz", text)), text);
  EXPECT_EQ(read_file(put("two-members.gz", gzip(text) + gzip(text))), text + text);
  EXPECT_EQ(read_file(put("padded.gz", gzip(text) + std::string(512, '\0'))), text);
}

TEST_F(Files, AGzipCutAnywhereIsRefusedNeverReadInPart) {
  const std::string whole = gzip(std::string(3000, 'a') + "Inclusion Criteria:\n- Bilirubin <= 1.5 x ULN\n");
  for (std::size_t cut = 2; cut < whole.size(); ++cut)
    EXPECT_THAT(reason_to_refuse(put("cut.gz", whole.substr(0, cut))), testing::HasSubstr("truncated gzip")) << cut;
}

TEST_F(Files, AGzipWithADamagedByteIsRefused) {
  std::string whole = gzip("Inclusion Criteria:\n- Creatinine <= 1.5 mg/dL\n");
  whole[whole.size() - 6] = static_cast<char>(whole[whole.size() - 6] ^ 0x55);  // its checksum
  EXPECT_THAT(reason_to_refuse(put("damaged.gz", whole)), testing::HasSubstr("broken gzip"));
}

TEST_F(Files, AWrittenFileIsThereInFullOrNotAtAll) {
  const std::string name = (folder_ / "results.csv").string();
  { AtomicFile(name).write("half a resu"); }
  EXPECT_TRUE(fs::is_empty(folder_));
  {
    AtomicFile file(name);
    file.write("whole");
    EXPECT_FALSE(fs::exists(name));
    file.commit();
  }
  EXPECT_EQ(read_file(name), "whole");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 1);
  EXPECT_THROW(AtomicFile((folder_ / "no" / "such" / "folder.csv").string()), FileError);
}

TEST_F(Files, AWrittenFileTakesThePlaceOfNoDeviceOrPipe) {
  const std::string pipe = (folder_ / "pipe").string();
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_THROW(AtomicFile{pipe}, FileError);
  EXPECT_TRUE(fs::is_fifo(pipe));
}

// What a source gives, asked for pieces of this size; the error's line when it throws.
std::string streamed(const std::string& name, std::size_t piece) {
  std::string all;
  std::string room(piece, '\0');
  try {
    FileSource source(name);
    for (std::size_t got = source.read(room.data(), piece); got > 0; got = source.read(room.data(), piece)) all.append(room, 0, got);
    EXPECT_EQ(source.read(room.data(), piece), 0U) << "the end stays the end";
  } catch (const FileError& error) {
    return error.what();
  }
  return all;
}

TEST_F(Files, StreamedAreTheSameAsReadWhole) {
  std::string text;
  for (int i = 0; text.size() < 700'000; ++i) text += std::to_string(i * 7919) + "\n";
  const std::string packed = gzip(text);
  const std::vector<std::string> names{put("plain", text),
                                       put("packed", packed),
                                       put("members", gzip(text.substr(0, 1000)) + gzip("") + gzip(text.substr(1000))),
                                       put("padded", packed + std::string(512, '\0')),
                                       put("one-byte", "x"),
                                       put("empty", "")};
  for (const std::string& name : names) {
    for (const std::size_t piece : {std::size_t{1'000'000}, std::size_t{4096}, std::size_t{17}}) EXPECT_EQ(streamed(name, piece), read_file(name)) << name;
  }
}

TEST_F(Files, StreamedAreRefusedAsReadWhole) {
  const std::string packed = gzip(std::string(100'000, 'x') + "y");
  for (const std::string& name : {put("cut.gz", packed.substr(0, packed.size() - 20)), put("cut-in-the-end.gz", packed.substr(0, packed.size() - 4)),
                                  put("header-only.gz", packed.substr(0, 12)), put("wrong.gz", packed.substr(0, 30) + "????????" + packed.substr(38)),
                                  (folder_ / "none").string(), folder_.string()}) {
    EXPECT_EQ(streamed(name, 4096), reason_to_refuse(name)) << name;
    EXPECT_NE(reason_to_refuse(name), "not refused") << name;
  }
}

}  // namespace
}  // namespace elig::tools
