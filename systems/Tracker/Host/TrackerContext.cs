using Microsoft.Extensions.Logging;
using Millrace.Tracker.Host.Answering;

namespace Millrace.Tracker.Host;

/// <summary>What the shards of one tracker share.</summary>
/// <param name="Options">What the operator chose.</param>
/// <param name="Answers">What answers are made from.</param>
/// <param name="Secret">What connection ids are made with.</param>
/// <param name="Clock">The clocks.</param>
/// <param name="Log">Where they log.</param>
internal sealed record TrackerContext(TrackerOptions Options, AnswerContext Answers, byte[] Secret, TrackerClock Clock, ILogger Log);
