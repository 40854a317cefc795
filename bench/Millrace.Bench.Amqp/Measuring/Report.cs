using System.Globalization;
using System.Text.Json;

namespace Millrace.Bench.Amqp.Measuring;

/// <summary>Prints every cell as it comes and, at the end, medians with their range and ratios within rounds.</summary>
internal sealed class Report(string title, string? path)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, IndentSize = 1 };
    private readonly List<Row> _rows = [];

    public void Add(Row row)
    {
        _rows.Add(row);
        Console.WriteLine($"{row.Round,2} {row.Tasks,4} {row.Subject,-6} {string.Join("  ", row.Values.Select(value => $"{value.Key} {Text(value.Value)}"))}");
        if (path is not null)
        {
            File.WriteAllText(path, JsonSerializer.Serialize(_rows, Json));
        }
    }

    /// <summary>A table a number of tasks; <paramref name="ratios"/> are the values of which a ratio to the first subject is printed.</summary>
    public void Print(params string[] ratios)
    {
        Console.WriteLine($"\n# {title}");
        foreach (IGrouping<int, Row> rows in _rows.Where(row => row.Round > 0).GroupBy(row => row.Tasks))
        {
            Console.WriteLine($"\n{rows.Key} tasks, medians (range) of {rows.Max(row => row.Round)} rounds");
            foreach (IGrouping<string, Row> subject in rows.GroupBy(row => row.Subject))
            {
                Console.WriteLine($"  {subject.Key,-6} {string.Join("  ", subject.First().Values.Keys.Select(key => $"{key} {Spread(subject.Select(row => Number(row, key)))}"))}");
            }

            string first = rows.First().Subject;
            foreach (string key in ratios)
            {
                foreach (string other in rows.Select(row => row.Subject).Distinct().Where(name => name != first))
                {
                    IEnumerable<double> values = from row in rows
                                                 where row.Subject == other
                                                 from to in rows
                                                 where to.Subject == first && to.Round == row.Round && Number(to, key) != 0
                                                 select Number(row, key) / Number(to, key);
                    Console.WriteLine($"  {key}: {other}/{first} {Spread(values)}");
                }
            }
        }
    }

    private static double Number(Row row, string key) => row.Values.TryGetValue(key, out object? value) ? Convert.ToDouble(value, CultureInfo.InvariantCulture) : double.NaN;

    private static string Spread(IEnumerable<double> values)
    {
        double[] all = [.. values.Where(value => !double.IsNaN(value)).Order()];
        return all.Length == 0 ? "-" : $"{Text(all.Length % 2 == 1 ? all[all.Length / 2] : (all[all.Length / 2 - 1] + all[all.Length / 2]) / 2)} ({Text(all[0])}-{Text(all[^1])})";
    }

    private static string Text(object value) => value is string text ? text : Convert.ToDouble(value, CultureInfo.InvariantCulture) switch
    {
        double number when Math.Abs(number) >= 1000 => number.ToString("N0", CultureInfo.InvariantCulture),
        double number => number.ToString("0.###", CultureInfo.InvariantCulture),
    };
}
