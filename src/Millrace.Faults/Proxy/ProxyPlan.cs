using System.Net;

namespace Millrace.Faults;

/// <summary>A proxy that is about to be opened: everything is checked and looked up.</summary>
/// <param name="Definition">What was asked for.</param>
/// <param name="Listen">Its near end, as written.</param>
/// <param name="Upstream">Its far end, as written.</param>
/// <param name="Faults">Those that it begins with.</param>
/// <param name="Local">Where its near end leads.</param>
/// <param name="Remote">Where its far end leads; UDP only.</param>
internal sealed record ProxyPlan(ProxyDefinition Definition, ProxyAddress Listen, ProxyAddress Upstream, FaultEntry[] Faults, IPEndPoint Local, IPEndPoint? Remote);
