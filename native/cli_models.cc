#include "cli_models.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>

#include "base/text.h"
#include "complain.h"
#include "gateway.h"
#include "params/spec.h"

namespace fluxweir::native {
namespace {

struct ModelsArguments {
  std::string id;
  std::string models;
  bool markdown = false;
};

std::string price_text(const Price& price) {
  return "$" + dollars(price.amount.count) +
         (price.per == Price::Per::Image ? " an image" : " a megapixel");
}

void show_list(const Catalog& catalog) {
  for (const Model& model : catalog.models()) {
    std::printf("%-22s %-24s %-24s %s\n", model.id.c_str(), model.title.c_str(),
                price_text(model.price).c_str(), model.licence.c_str());
  }
  std::printf("\nfluxweir models ID shows one: its parameters, other names and card.\n");
}

void show_model(const Model& model) {
  std::printf("%s  (%s)\n%s\n\nprice    %s\nlicence  %s\nalso     ", model.title.c_str(),
              model.id.c_str(), model.description.c_str(), price_text(model.price).c_str(),
              model.licence.c_str());
  const char* between = "";
  for (const std::string& alias : model.aliases) {
    std::printf("%s%s", between, alias.c_str());
    between = ", ";
  }
  std::printf("\n\nparameters\n");
  for (const SpecLine& line : spec_lines(model)) {
    std::printf("  %-22s %-18s %s (default: %s)\n", std::string(line.row->name).c_str(),
                std::string(type_name(line.row->type)).c_str(), line.accepts.c_str(),
                line.fallback.c_str());
  }
  std::printf("\ncard (source, date)\n");
  for (const CardLine& line : model.card) {
    std::printf("  %-20s %s%s%s  (%s, %s)\n", line.name.c_str(), line.value.c_str(),
                line.note.empty() ? "" : ": ", line.note.c_str(), line.source.c_str(),
                line.date.c_str());
  }
}

int run_models(const ModelsArguments& arguments) {
  const auto models = read_settings(arguments.models);
  if (!models) return 1;
  const auto gateway = Gateway::load("", *models);
  if (!gateway) {
    complain("catalogue", gateway.error());
    return 1;
  }
  if (arguments.id.empty()) {
    show_list(gateway->catalog());
    return 0;
  }
  const Model* model = gateway->catalog().find(arguments.id);
  if (model == nullptr) {
    complain("there is no model " + arguments.id + ": fluxweir models lists them");
    return 2;
  }
  if (arguments.markdown) {
    std::printf("%s", markdown_table(*model).c_str());
  } else {
    show_model(*model);
  }
  return 0;
}

}  // namespace

void add_models(CLI::App& app, int& code) {
  auto arguments = std::make_shared<ModelsArguments>();
  CLI::App* command = app.add_subcommand("models", "List the models, or show one");
  command->add_option("id", arguments->id, "A model's id or one of its other names");
  command->add_option("--models", arguments->models, "A model catalogue of your own, a JSON file")
      ->check(CLI::ExistingFile);
  command->add_flag("--markdown", arguments->markdown,
                    "The parameter table of one model as Markdown");
  command->callback([arguments, &code] { code = run_models(*arguments); });
}

}  // namespace fluxweir::native
