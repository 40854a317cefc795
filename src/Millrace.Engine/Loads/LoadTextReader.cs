using System.Globalization;
using Millrace.Engine.Arrivals;
using Millrace.Results;

namespace Millrace.Engine.Loads;

/// <summary>Reads the grammar of <see cref="LoadText"/>.</summary>
internal sealed class LoadTextReader(string text)
{
    private static readonly string[] Names = ["closed", "paced", "flood", "constant", "ramp", "step", "spike", "stages", "poisson"];
    private const int MostSteps = 10_000;
    private int _at;

    public LoadModel Read()
    {
        SkipBlanks();
        LoadModel load = AtNumber ? new ArrivalRate(new ConstantPlan(PositiveRate())) : Named();
        SkipBlanks();
        return _at == text.Length ? load : throw Error(_at, $"'{text[_at..]}' is not expected after {load}");
    }

    private bool AtNumber => _at < text.Length && (char.IsAsciiDigit(text[_at]) || text[_at] == '.');

    private LoadModel Named()
    {
        int start = _at;
        string name = Word();
        switch (name)
        {
            case "closed":
                TimeSpan think = TimeSpan.Zero;
                if (Take('('))
                {
                    think = Time();
                    Need(')');
                }

                return new Closed(think);
            case "paced":
                Need('(');
                double rate = PositiveRate();
                Need(')');
                return new Paced(rate);
            case "flood":
                Need('(');
                int window = Window();
                Need(')');
                return new Flood(window);
            default:
                return new ArrivalRate(Plan(name, start));
        }
    }

    private ArrivalPlan Plan(string name, int start)
    {
        if (!Names.Contains(name))
        {
            throw Error(start, name.Length == 0
                ? $"a load model is expected: {string.Join(", ", Names)}, or a rate such as 5000/s"
                : $"there is no load model '{name}'{Nearest.Suggest(name, Names)}");
        }

        if (name is "closed" or "paced" or "flood")
        {
            throw Error(start, $"{name} is not an arrival plan; plans are constant, ramp, step, spike, stages and poisson");
        }

        Need('(');
        ArrivalPlan plan = name switch
        {
            "constant" => new ConstantPlan(PositiveRate()),
            "ramp" => Ramp(),
            "step" => Step(),
            "spike" => new SpikePlan(Rate(), Comma(Rate), Comma(Time), Comma(PositiveTime)),
            "stages" => Stages(),
            _ => Poisson(),
        };
        Need(')');
        return plan;
    }

    private RampPlan Ramp()
    {
        (double from, double to) = Range();
        return new RampPlan(from, to, Comma(PositiveTime));
    }

    private StepPlan Step()
    {
        int start = _at;
        (double from, double to) = Range();
        double by = Comma(PositiveRate);
        return Math.Abs(to - from) / by <= MostSteps
            ? new StepPlan(from, to, by, Comma(PositiveTime))
            : throw Error(start, string.Create(CultureInfo.InvariantCulture, $"these are more than {MostSteps:#,0} steps; take larger ones, or ramp"));
    }

    private StagesPlan Stages()
    {
        var stages = new List<RateStage>();
        do
        {
            TimeSpan length = PositiveTime();
            Need('@');
            (double from, double to) = RateOrRange();
            stages.Add(new RateStage(from, to, length));
        }
        while (Take(','));
        return new StagesPlan(stages);
    }

    private PoissonPlan Poisson()
    {
        SkipBlanks();
        int start = _at;
        ArrivalPlan around = AtNumber ? new ConstantPlan(PositiveRate()) : Plan(Word(), start);
        return around is PoissonPlan ? throw Error(start, "poisson around poisson means nothing") : new PoissonPlan(around);
    }

    private (double From, double To) Range()
    {
        int start = _at;
        (double from, double to) = RateOrRange();
        return from == to ? throw Error(start, "a range from one rate to another is expected, as in 0..5000/s") : (from, to);
    }

    private (double From, double To) RateOrRange()
    {
        double from = Number();
        if (!(Take('.') && Take('.')))
        {
            double rate = from * PerSecond();
            return (rate, rate);
        }

        double to = Number();
        double unit = PerSecond();
        return (from * unit, to * unit);
    }

    private double Rate() => Number() * PerSecond();

    private double PositiveRate()
    {
        int start = _at;
        double rate = Rate();
        return rate > 0 ? rate : throw Error(start, "the rate must be above 0");
    }

    private double PerSecond()
    {
        int start = _at;
        if (!Take('/'))
        {
            throw Error(start, "a rate needs its unit, as in 5000/s or 300/min");
        }

        string unit = Word();
        return unit switch
        {
            "s" => 1,
            "min" or "m" => 1 / 60.0,
            "h" => 1 / 3600.0,
            _ => throw Error(start + 1, $"'{unit}' is no unit of a rate; use s, min or h"),
        };
    }

    private double Number()
    {
        SkipBlanks();
        int start = _at;
        // Two dots end a number: they belong to a range.
        while (_at < text.Length && (char.IsAsciiDigit(text[_at]) || text[_at] is 'e' or 'E' || (text[_at] == '.' && !text.AsSpan(_at).StartsWith(".."))))
        {
            _at++;
        }

        return double.TryParse(text.AsSpan(start, _at - start), NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out double number)
            && double.IsFinite(number)
                ? number
                : throw Error(start, "a number is expected");
    }

    private int Window()
    {
        int start = _at;
        double number = Number();
        return number is >= 1 and <= 1_000_000 && number == Math.Floor(number) ? (int)number : throw Error(start, "a window is a whole number of operations, 1 to 1000000");
    }

    private TimeSpan Time()
    {
        SkipBlanks();
        int start = _at;
        while (_at < text.Length && text[_at] is not (',' or ')' or '@'))
        {
            _at++;
        }

        return Durations.TryParse(text.AsSpan(start, _at - start).Trim(), out TimeSpan time, out string? problem) ? time : throw Error(start, problem);
    }

    private TimeSpan PositiveTime()
    {
        int start = _at;
        TimeSpan time = Time();
        return time > TimeSpan.Zero ? time : throw Error(start, "the time must be above 0");
    }

    private T Comma<T>(Func<T> read)
    {
        Need(',');
        return read();
    }

    private string Word()
    {
        SkipBlanks();
        int start = _at;
        while (_at < text.Length && (char.IsAsciiLetter(text[_at]) || text[_at] is '-' or '_'))
        {
            _at++;
        }

        return text[start.._at];
    }

    private void Need(char expected)
    {
        if (!Take(expected))
        {
            throw Error(_at, $"'{expected}' is expected");
        }
    }

    private bool Take(char expected)
    {
        SkipBlanks();
        if (_at >= text.Length || text[_at] != expected)
        {
            return false;
        }

        _at++;
        return true;
    }

    private void SkipBlanks()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
        {
            _at++;
        }
    }

    private LoadTextException Error(int position, string problem) => new(text, position, problem);
}
