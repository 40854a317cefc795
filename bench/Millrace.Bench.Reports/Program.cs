using System.Diagnostics;
using System.Globalization;
using Millrace.Reports;
using Millrace.Reports.Tests.Html;
using Millrace.Results;

// How long the page of an hour takes: dotnet run -c Release --project bench/Millrace.Bench.Reports -- [rounds] [folder]
// The first argument is a number of rounds (20), the second a folder that keeps the run, so that a fresh process can be timed on it.
int rounds = args.Length > 0 && int.TryParse(args[0], CultureInfo.InvariantCulture, out int asked) ? Math.Clamp(asked, 1, 1000) : 20;
string json = RunJson.Serialize(LongRun.Build());
if (args.Length > 1)
{
    Directory.CreateDirectory(args[1]);
    File.WriteAllText(Path.Combine(args[1], RunFolder.RunName), json);
}

var times = new List<double>();
int characters = 0;
for (int round = 0; round <= rounds; round++)
{
    long began = Stopwatch.GetTimestamp();
    characters = HtmlReport.Render(RunJson.Deserialize(json)).Length;
    times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
}

double first = times[0];
double[] warm = [.. times.Skip(1).Order()];
Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture,
    $"{Environment.Version} on {Environment.ProcessorCount} cores; run.json {json.Length / 1024} KiB, page {characters / 1024} KiB; read and rendered: first {first:0} ms, then {rounds} rounds: median {warm[warm.Length / 2]:0.0} ms ({warm[0]:0.0} to {warm[^1]:0.0})"));
return characters < 1_500_000 && first < 2000 ? 0 : 1;
