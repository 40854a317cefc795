using Millrace.Hosting;

namespace Millrace.Speech.Host.Recognition.OpenAi;

/// <summary>Where the key comes from: a file or an environment variable, never a command line, which all users of a machine can read.</summary>
internal static class OpenAiKey
{
    private const int Longest = 4096;

    public static string? Read(OpenAiOptions options)
    {
        string? key;
        string where;
        if (options.KeyFile is { } file)
        {
            where = $"The file '{file}' with the key of the recogniser openai";
            try
            {
                key = File.ReadLines(file).FirstOrDefault();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new ServerStartException($"{where} cannot be read: {exception.Message}", exception);
            }
        }
        else if (options.KeyVariable is { } variable)
        {
            where = $"The environment variable {variable} with the key of the recogniser openai";
            key = Environment.GetEnvironmentVariable(variable);
        }
        else
        {
            return null;
        }

        key = key?.Trim();
        if (string.IsNullOrEmpty(key))
        {
            throw new ServerStartException($"{where} is empty; put the key into its first line, or leave the option out.");
        }

        return key.Length <= Longest && !key.AsSpan().ContainsAnyExceptInRange('!', '~')
            ? key
            : throw new ServerStartException($"{where} holds no key: a key has visible ASCII characters only, without spaces, and at most {Longest} of them.");
    }
}
