#include "metering/metrics.h"

namespace fluxweir {
namespace {

constexpr MetricRow kRows[] = {
    {kMetricRequests, "Client requests answered, by dialect, route and status."},
    {kMetricRefusals, "Requests refused, by error code."},
    {kMetricRuns, "Runs that ended, by model, offer and end."},
    {kMetricRequestSeconds, "Time from a request's head to the end of its answer, by route.", true},
    {kMetricRunSeconds, "Time from a run's start to its end, by model and offer.", true},
    {kMetricPictures, "Pictures delivered, by model and offer."},
    {kMetricPictureBytes, "Bytes of pictures delivered, by model and offer."},
    {kMetricVerdicts,
     "Pictures, by offer and verdict: pass, warn, fail, unscored of delivered ones; else why not: "
     "cut, black, duplicate, alike, poor_blur, ..."},
    {kMetricEvaluations, "Evaluations, by the pixels' verdict: pass, warn, fail, unscored."},
    {kMetricJudgements, "Pictures shown to a judge, by judge and verdict: pass, warn, fail, none."},
    {kMetricJudgeCost, "What judges cost the operator, in micro-dollars, by judge."},
    {kMetricCost, "What callers paid, in micro-dollars, by model and offer."},
    {kMetricWaste,
     "What providers may have taken for pictures nobody got, in micro-dollars, by model and "
     "offer."},
    {kMetricAttempts, "Tries of a picture at an offer, by offer and end."},
    {kMetricUpstreamCalls, "Calls made to providers, by offer."},
};

}  // namespace

std::span<const MetricRow> metrics() { return kRows; }

}  // namespace fluxweir
