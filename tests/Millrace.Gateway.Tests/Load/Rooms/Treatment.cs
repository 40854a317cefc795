namespace Millrace.Gateway.Tests.Load.Rooms;

/// <summary>What a room server does with one member's copy of a message.</summary>
internal enum Treatment
{
    Deliver,
    Drop,
    Twice,

    /// <summary>Held back until the member's next copy has gone.</summary>
    AfterTheNext,

    /// <summary>Delivered, and to somebody of another room too.</summary>
    ElsewhereToo,

    /// <summary>With another letter in it.</summary>
    Damaged,

    /// <summary>Unchanged, but as a binary message.</summary>
    AsBinary,

    /// <summary>The member's connection is cut instead.</summary>
    CutOff,
}
