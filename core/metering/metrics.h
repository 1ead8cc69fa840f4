// Every metric that the core reports, by name. The host adds them up and shows them as Prometheus
// text.
#pragma once

#include <span>
#include <string_view>

namespace fluxweir {

struct MetricRow {
  std::string_view name;
  std::string_view help;
  bool histogram = false;  // of milliseconds, shown in seconds
};

inline constexpr std::string_view kMetricRequests = "fluxweir_requests_total";
inline constexpr std::string_view kMetricRefusals = "fluxweir_refusals_total";
inline constexpr std::string_view kMetricRuns = "fluxweir_runs_total";
inline constexpr std::string_view kMetricRequestSeconds = "fluxweir_request_duration_seconds";
inline constexpr std::string_view kMetricRunSeconds = "fluxweir_run_duration_seconds";
inline constexpr std::string_view kMetricPictureBytes = "fluxweir_picture_bytes_total";
inline constexpr std::string_view kMetricPictures = "fluxweir_pictures_total";
inline constexpr std::string_view kMetricCost = "fluxweir_cost_micro_usd_total";
inline constexpr std::string_view kMetricVerdicts = "fluxweir_picture_verdicts_total";
inline constexpr std::string_view kMetricEvaluations = "fluxweir_evaluations_total";
inline constexpr std::string_view kMetricJudgements = "fluxweir_judgements_total";
inline constexpr std::string_view kMetricJudgeCost = "fluxweir_judge_cost_micro_usd_total";
inline constexpr std::string_view kMetricWaste = "fluxweir_possible_waste_micro_usd_total";
inline constexpr std::string_view kMetricAttempts = "fluxweir_attempts_total";
inline constexpr std::string_view kMetricUpstreamCalls = "fluxweir_upstream_calls_total";

std::span<const MetricRow> metrics();

}  // namespace fluxweir
