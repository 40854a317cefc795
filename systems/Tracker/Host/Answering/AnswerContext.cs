using Millrace.Tracker.Host.Admission;
using Millrace.Tracker.Host.Swarms;

namespace Millrace.Tracker.Host.Answering;

/// <summary>What the answers of all shards share.</summary>
internal sealed record AnswerContext(AnswerRules Rules, AccessRules Access, SwarmTable SwarmsIPv4, SwarmTable SwarmsIPv6);
