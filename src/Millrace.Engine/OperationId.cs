namespace Millrace.Engine;

/// <summary>An operation of a system by its place in <see cref="SystemInfo.Operations"/>, counted from 0.</summary>
public readonly record struct OperationId(byte Index);
