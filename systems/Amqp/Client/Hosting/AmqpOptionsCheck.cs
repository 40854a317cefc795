using Microsoft.Extensions.Options;

namespace Millrace.Amqp.Hosting;

/// <summary>Says all that is wrong with the options, as the program will use them, before the host starts.</summary>
internal sealed class AmqpOptionsCheck(AmqpOptionsChange change) : IValidateOptions<AmqpOptions>
{
    public ValidateOptionsResult Validate(string? name, AmqpOptions options) =>
        change.Of(options).Validate() is { Count: > 0 } errors ? ValidateOptionsResult.Fail(errors) : ValidateOptionsResult.Success;
}
