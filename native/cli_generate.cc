#include "cli_generate.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <deque>
#include <fstream>
#include <memory>
#include <string>

#include "base/text.h"
#include "complain.h"
#include "files.h"
#include "image/parameter.h"
#include "image/sniff.h"
#include "in_process.h"
#include "json/tree.h"
#include "reload.h"

namespace fluxweir::native {
namespace {

using json::Tree;

struct Flag {
  const ParamRow* row = nullptr;
  std::string value;
  CLI::Option* option = nullptr;
};

struct GenerateArguments {
  std::string prompt;
  std::string model;
  std::string config;
  std::string models;
  std::string output;
  bool json = false;
  bool dry_run = false;
  bool strict = false;
  std::deque<Flag> flags;  // options point into it
};

// "num_images" -> "--num-images"
std::string flag_name(std::string_view parameter) {
  std::string name = "--" + std::string(parameter);
  for (char& c : name) {
    if (c == '_') c = '-';
  }
  return name;
}

void add_flags(CLI::App& command, GenerateArguments& arguments) {
  for (const ParamRow& row : parameters()) {
    if (row.id == Param::Prompt || row.id == Param::SyncMode)
      continue;  // the operand; files are written anyway
    Flag& flag = arguments.flags.emplace_back();
    flag.row = &row;
    std::string about(row.about);
    if (row.type == ParamType::Image) about = "Reference image: a file, or a data URI.";
    if (row.type == ParamType::Boolean) {
      flag.option = command.add_flag(flag_name(row.name) + "{true}", flag.value, about);
    } else {
      flag.option = command.add_option(flag_name(row.name), flag.value, about);
    }
  }
}

// A file becomes a data URI; anything else stays for the core to judge.
std::string image_value(const std::string& text) {
  if (text.find("://") != std::string::npos || text.substr(0, 5) == "data:") return text;
  const auto bytes = read_file(text);
  if (!bytes) return text;
  const std::string_view type = content_type(sniff(*bytes).kind);
  return "data:" + std::string(type.empty() ? "application/octet-stream" : type) + ";base64," +
         to_base64(*bytes);
}

// The JSON value of a flag: numbers and booleans where they read as such, else the text, which the
// core then judges.
Tree value_of(const Flag& flag) {
  switch (flag.row->type) {
    case ParamType::Image:
      return image_value(flag.value);
    case ParamType::Integer:
    case ParamType::Tolerance:
    case ParamType::Decimal:
    case ParamType::Boolean: {
      const auto tree = json::parse_tree(flag.value);
      if (tree && tree->is_primitive() && !tree->is_string() && !tree->is_null()) return *tree;
      return flag.value;
    }
    case ParamType::ImageSize: {
      const auto tree = json::parse_tree(flag.value);
      return tree && tree->is_object() ? *tree : Tree(flag.value);
    }
    default:
      return flag.value;
  }
}

// The format that the output file's name asks for; empty when it asks for none.
std::string format_of_name(const std::string& path) {
  const std::size_t dot = path.rfind('.');
  const std::string suffix = dot == std::string::npos ? "" : to_lower(path.substr(dot + 1));
  if (suffix == "png") return "png";
  return suffix == "jpg" || suffix == "jpeg" ? "jpeg" : "";
}

std::string request_body(const GenerateArguments& arguments) {
  Tree body = Tree::object();
  if (!arguments.model.empty()) body["model"] = arguments.model;
  body["prompt"] = arguments.prompt;
  for (const Flag& flag : arguments.flags) {
    if (flag.option->count() > 0) body[std::string(flag.row->name)] = value_of(flag);
  }
  const std::string format = format_of_name(arguments.output);
  if (!format.empty() && !body.contains("output_format")) body["output_format"] = format;
  return json::dump_tree(body);
}

// With the rights that the person's umask gives.
bool save(const std::string& path, const std::string& bytes) {
  std::ofstream file(path, std::ios::binary);
  file << bytes;
  file.close();
  return file.good();
}

// "fox.jpg" -> "fox-2.jpg" for the second of several.
std::string file_for(const GenerateArguments& arguments, const Tree& answer, std::size_t at,
                     std::size_t count) {
  const bool png = json::find_string(answer["images"][at], "content_type") == "image/png";
  std::string path = arguments.output;
  if (path.empty())
    path =
        "fluxweir-" + json::find_string(answer, "id").value_or("picture") + (png ? ".png" : ".jpg");
  if (count == 1) return path;
  const std::size_t slash = path.rfind('/');
  const std::size_t dot = path.rfind('.');
  const bool has_suffix = dot != std::string::npos && (slash == std::string::npos || dot > slash);
  const std::size_t cut = has_suffix ? dot : path.size();
  return path.substr(0, cut) + "-" + std::to_string(at + 1) + path.substr(cut);
}

void show_receipt(const Tree& answer) {
  const Tree& receipt = answer["fluxweir"];
  const auto text = [&](const char* key) { return json::find_string(receipt, key).value_or(""); };
  std::printf("%s by %s, list $%s, cost $%s\n", text("model").c_str(), text("offer").c_str(),
              dollars(json::find_integer(receipt, "list_micro_usd").value_or(0)).c_str(),
              dollars(json::find_integer(receipt, "cost_micro_usd").value_or(0)).c_str());
  for (const Tree& line : receipt["adjustments"]) {
    std::printf("  %s %s (%s)\n", json::find_string(line, "action").value_or("").c_str(),
                json::find_string(line, "path").value_or("").c_str(),
                json::find_string(line, "reason").value_or("").c_str());
  }
  if (!receipt["prompt"]["added"].empty()) {
    std::printf("  prompt: %s\n",
                json::find_string(receipt["prompt"], "final").value_or("").c_str());
  }
}

// Writes every picture to its file; false when one can't be written.
bool write_pictures(InProcess& gateway, const GenerateArguments& arguments, Tree& answer) {
  Tree& images = answer["images"];
  for (std::size_t i = 0; i < images.size(); ++i) {
    const std::string url = json::find_string(images[i], "url").value_or("");
    const LocalAnswer picture = gateway.call(local_head("GET", media_target(url)), "");
    const std::string path = file_for(arguments, answer, i, images.size());
    if (picture.status != 200 || !save(path, picture.body)) {
      complain(path + ": can't be written");
      return false;
    }
    images[i]["file"] = path;
    images[i].erase("url");  // it ends with this process
    if (!arguments.json) {
      std::printf("wrote %s  %lldx%lld  seed %lld\n", path.c_str(),
                  static_cast<long long>(json::find_integer(images[i], "width").value_or(0)),
                  static_cast<long long>(json::find_integer(images[i], "height").value_or(0)),
                  static_cast<long long>(json::find_integer(images[i], "seed").value_or(0)));
    }
  }
  return true;
}

// A line that counts the seconds, on a terminal only.
class Progress {
 public:
  void step() {
    if (!terminal_) return;
    ++tenths_;
    std::fprintf(stderr, "\rmaking pictures ... %d.%d s", tenths_ / 10, tenths_ % 10);
  }
  ~Progress() {
    if (terminal_ && tenths_ > 0) std::fprintf(stderr, "\r\x1b[K");
  }

 private:
  const bool terminal_ = ::isatty(2) == 1;
  int tenths_ = 0;
};

int run_generate(const GenerateArguments& arguments) {
  const auto text = read_settings(arguments.config);
  const auto models = read_settings(arguments.models);
  if (!text || !models) return 1;
  HostProfile profile;
  profile.fetches_urls = true;
  profile.decodes = true;
  auto gateway = build({*text, *models, profile});
  if (!gateway) {
    complain(arguments.config, gateway.error());
    return 1;
  }
  InProcess in_process(std::make_shared<const Gateway>(std::move(*gateway)));
  RequestHead head = local_head("POST", "/v1/images");
  if (arguments.dry_run) head.query = "dry_run=1";
  if (arguments.strict) head.headers.push_back({"x-fluxweir-strict", "1"});
  LocalAnswer answered;
  {
    Progress progress;
    answered = in_process.call(head, request_body(arguments), [&] { progress.step(); });
  }
  auto answer = json::parse_tree(answered.body);
  if (!answer) {
    complain("the answer could not be read");
    return 1;
  }
  if (answered.status != 200) {
    if (arguments.json) std::printf("%s\n", json::dump_tree(*answer, 2).c_str());
    complain(json::find_string((*answer)["error"], "message").value_or("failed"));
    return answered.status < 500 ? 2 : 1;
  }
  if (!arguments.dry_run && !write_pictures(in_process, arguments, *answer)) return 1;
  if (arguments.json || arguments.dry_run) {
    std::printf("%s\n", json::dump_tree(*answer, 2).c_str());
  } else {
    show_receipt(*answer);
  }
  return 0;
}

constexpr const char* kExamples =
    "Examples:\n"
    "  fluxweir generate \"a lighthouse in fog\"\n"
    "  fluxweir generate \"a lighthouse in fog\" --aspect-ratio 21:9 --raw --seed 7 -o fog.jpg\n"
    "  fluxweir generate \"the same, at night\" --image-url fog.jpg --image-prompt-strength 0.4\n"
    "  fluxweir generate \"a fox\" --model flux-1-schnell --num-images 4 --json\n"
    "  fluxweir generate \"a fox\" --dry-run";

}  // namespace

void add_generate(CLI::App& app, int& code) {
  auto arguments = std::make_shared<GenerateArguments>();
  CLI::App* command = app.add_subcommand("generate", "Make pictures here, without a server");
  command->footer(kExamples);
  command->add_option("prompt", arguments->prompt, "Text description of the image to generate.")
      ->required();
  command->add_option("--model", arguments->model,
                      "Model to ask for (default: the catalogue's first; see fluxweir models)");
  add_flags(*command, *arguments);
  command->add_option("-o,--output", arguments->output,
                      "File to write; several pictures get -1, -2, ... before the suffix");
  command->add_option("--config", arguments->config, "Settings, a JSON file")
      ->check(CLI::ExistingFile);
  command->add_option("--models", arguments->models, "A model catalogue of your own, a JSON file")
      ->check(CLI::ExistingFile);
  command->add_flag("--json", arguments->json, "Print the whole answer as JSON");
  command->add_flag("--dry-run", arguments->dry_run, "Validate, plan and price; make nothing");
  command->add_flag("--strict", arguments->strict, "Refuse rather than adjust");
  command->callback([arguments, &code] { code = run_generate(*arguments); });
}

}  // namespace fluxweir::native
